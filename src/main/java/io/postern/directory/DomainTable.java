package io.postern.directory;

import io.postern.smtp.Domain;
import io.postern.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Rows of claimed and verified domains. */
final class DomainTable {
  private DomainTable() {}

  static Optional<VerifiedDomain> verified(Tx tx, Domain name) {
    return tx.one(
        "SELECT * FROM verified_domain WHERE name = ?", DomainTable::verified, name.ascii());
  }

  static List<VerifiedDomain> verifiedOf(Tx tx, long organisation) {
    return tx.list(
        "SELECT * FROM verified_domain WHERE organisation = ? ORDER BY name",
        DomainTable::verified,
        organisation);
  }

  static Optional<DomainClaim> claim(Tx tx, long organisation, Domain name) {
    return tx.one(
        "SELECT * FROM domain_claim WHERE organisation = ? AND name = ?",
        DomainTable::claim,
        organisation,
        name.ascii());
  }

  static List<DomainClaim> claimsOf(Tx tx, long organisation) {
    return tx.list(
        "SELECT * FROM domain_claim WHERE organisation = ? ORDER BY name",
        DomainTable::claim,
        organisation);
  }

  static void insert(Tx tx, DomainClaim claim) {
    tx.update(
        "INSERT INTO domain_claim (organisation, name, challenge, claimed_at) VALUES (?, ?, ?, ?)",
        claim.organisation(),
        claim.name().ascii(),
        claim.challenge(),
        claim.claimedAt());
  }

  /** The claim has come true: it goes, the domain stays. */
  static void insert(Tx tx, VerifiedDomain domain) {
    tx.update(
        """
        INSERT INTO verified_domain (name, organisation, assumed, may_send, verified_at)
        VALUES (?, ?, ?, ?, ?)
        """,
        domain.name().ascii(),
        domain.organisation(),
        domain.assumed(),
        domain.maySend(),
        domain.verifiedAt());
    tx.update(
        "DELETE FROM domain_claim WHERE organisation = ? AND name = ?",
        domain.organisation(),
        domain.name().ascii());
  }

  static int setMaySend(Tx tx, Domain name, boolean maySend) {
    return tx.update(
        "UPDATE verified_domain SET may_send = ? WHERE name = ?", maySend, name.ascii());
  }

  static int release(Tx tx, long organisation, Domain name) {
    return tx.update(
        "DELETE FROM verified_domain WHERE organisation = ? AND name = ?",
        organisation,
        name.ascii());
  }

  private static VerifiedDomain verified(ResultSet row) throws SQLException {
    return new VerifiedDomain(
        new Domain(row.getString("name")),
        row.getLong("organisation"),
        row.getInt("assumed") == 1,
        row.getInt("may_send") == 1,
        Instant.ofEpochMilli(row.getLong("verified_at")));
  }

  private static DomainClaim claim(ResultSet row) throws SQLException {
    return new DomainClaim(
        row.getLong("organisation"),
        new Domain(row.getString("name")),
        row.getString("challenge"),
        Instant.ofEpochMilli(row.getLong("claimed_at")));
  }
}
