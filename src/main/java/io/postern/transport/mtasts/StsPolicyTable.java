package io.postern.transport.mtasts;

import io.postern.smtp.Domain;
import io.postern.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The table {@code mta_sts_policy}. */
final class StsPolicyTable {

  private static final Duration DAY = Duration.ofDays(1);

  private StsPolicyTable() {}

  /**
   * A policy that was fetched.
   *
   * @param id of the record it was fetched for
   * @param usedAt to the day
   */
  record Kept(Domain domain, String id, String text, Instant fetchedAt, Instant usedAt) {}

  /** The one that has not run out. */
  static Optional<Kept> find(Tx tx, Domain domain, Instant now) {
    return tx.one(
        """
        SELECT domain, policy_id, policy, fetched_at, used_at
        FROM mta_sts_policy WHERE domain = ? AND expires_at > ?
        """,
        StsPolicyTable::kept,
        domain.ascii(),
        now);
  }

  static void keep(Tx tx, Domain domain, String id, StsPolicy policy, Instant now) {
    tx.update(
        """
        INSERT INTO mta_sts_policy
          (domain, policy_id, policy, fetched_at, expires_at, refresh_at, used_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (domain) DO UPDATE SET policy_id = excluded.policy_id,
          policy = excluded.policy, fetched_at = excluded.fetched_at,
          expires_at = excluded.expires_at, refresh_at = excluded.refresh_at
        """,
        domain.ascii(),
        id,
        policy.text(),
        now,
        now.plus(policy.maxAge()),
        now.plus(half(policy.maxAge())),
        now);
  }

  /** Section 3.3 suggests once a day; a policy that does not live as long, at half its life. */
  private static Duration half(Duration maxAge) {
    Duration half = maxAge.dividedBy(2);
    return half.compareTo(DAY) < 0 ? half : DAY;
  }

  static void refreshLater(Tx tx, Domain domain, Instant when) {
    tx.update("UPDATE mta_sts_policy SET refresh_at = ? WHERE domain = ?", when, domain.ascii());
  }

  static void used(Tx tx, Domain domain, Instant now) {
    tx.update("UPDATE mta_sts_policy SET used_at = ? WHERE domain = ?", now, domain.ascii());
  }

  /** In use, and due to be fetched anew; the longest due first. */
  static List<Kept> stale(Tx tx, Instant now, Instant usedAfter, int most) {
    return tx.list(
        """
        SELECT domain, policy_id, policy, fetched_at, used_at FROM mta_sts_policy
        WHERE refresh_at <= ? AND used_at > ? ORDER BY refresh_at LIMIT ?
        """,
        StsPolicyTable::kept,
        now,
        usedAfter,
        most);
  }

  static void dropExpired(Tx tx, Instant now) {
    tx.update("DELETE FROM mta_sts_policy WHERE expires_at <= ?", now);
  }

  private static Kept kept(ResultSet row) throws SQLException {
    return new Kept(
        new Domain(row.getString("domain")),
        row.getString("policy_id"),
        row.getString("policy"),
        Instant.ofEpochMilli(row.getLong("fetched_at")),
        Instant.ofEpochMilli(row.getLong("used_at")));
  }
}
