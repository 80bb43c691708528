package io.postern.directory;

import io.postern.policy.OrganisationPolicy;
import io.postern.smtp.Mailbox;
import io.postern.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Rows of organisations. */
final class OrganisationTable {
  private OrganisationTable() {}

  static Optional<Organisation> byKey(Tx tx, long key) {
    return tx.one("SELECT * FROM organisation WHERE key = ?", OrganisationTable::row, key);
  }

  static Optional<Organisation> byName(Tx tx, String name) {
    return tx.one("SELECT * FROM organisation WHERE name = ?", OrganisationTable::row, name);
  }

  static List<Organisation> all(Tx tx) {
    return tx.list("SELECT * FROM organisation ORDER BY name", OrganisationTable::row);
  }

  static void insert(Tx tx, Organisation o, Instant now) {
    tx.update(
        """
        INSERT INTO organisation (key, public_id, name, accent, phone, language, postmaster, policy,
            sender_copies, retention_days, countries, sms_per_day, public_key, wrapped_private,
            created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        o.key(),
        o.brand().publicId(),
        o.brand().name(),
        o.brand().accent(),
        o.brand().phone(),
        o.language().toLanguageTag(),
        Words.spelling(o.postmaster()),
        o.policy().encode(),
        o.senderCopies(),
        o.retentionDays(),
        Words.join(o.countries()),
        o.smsPerDay(),
        o.keys().publicKey(),
        o.keys().wrappedPrivate(),
        now);
  }

  /** Everything but its keys and ids, which do not change. */
  static int update(Tx tx, Organisation o) {
    return tx.update(
        """
        UPDATE organisation SET name = ?, accent = ?, phone = ?, language = ?, postmaster = ?,
            policy = ?, sender_copies = ?, retention_days = ?, countries = ?, sms_per_day = ?
        WHERE key = ?
        """,
        o.brand().name(),
        o.brand().accent(),
        o.brand().phone(),
        o.language().toLanguageTag(),
        Words.spelling(o.postmaster()),
        o.policy().encode(),
        o.senderCopies(),
        o.retentionDays(),
        Words.join(o.countries()),
        o.smsPerDay(),
        o.key());
  }

  private static Organisation row(ResultSet row) throws SQLException {
    String postmaster = row.getString("postmaster");
    return new Organisation(
        row.getLong("key"),
        new Brand(
            row.getString("name"),
            row.getString("public_id"),
            row.getString("accent"),
            row.getString("phone")),
        Locale.forLanguageTag(row.getString("language")),
        postmaster == null ? null : Mailbox.of(postmaster),
        OrganisationPolicy.decode(row.getString("policy")),
        row.getInt("sender_copies") == 1,
        row.getInt("retention_days"),
        Words.split(row.getString("countries")),
        row.getInt("sms_per_day"),
        new OrganisationKeys(row.getBytes("public_key"), row.getBytes("wrapped_private")));
  }
}
