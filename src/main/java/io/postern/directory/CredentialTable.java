package io.postern.directory;

import io.postern.smtp.Domain;
import io.postern.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Rows of SMTP credentials. */
final class CredentialTable {
  private CredentialTable() {}

  static Optional<SmtpCredential> byLogin(Tx tx, String login) {
    return tx.one("SELECT * FROM smtp_credential WHERE login = ?", CredentialTable::row, login);
  }

  static List<CredentialUse> of(Tx tx, long organisation) {
    return tx.list(
        "SELECT * FROM smtp_credential WHERE organisation = ? ORDER BY key",
        CredentialTable::use,
        organisation);
  }

  static void insert(Tx tx, SmtpCredential c, Instant now) {
    tx.update(
        """
        INSERT INTO smtp_credential (key, organisation, login, label, digest, salt, iterations,
            stored_key, server_key, domains, active, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        c.key(),
        c.organisation(),
        c.login(),
        c.label(),
        c.digest(),
        c.salt(),
        c.iterations(),
        c.storedKey(),
        c.serverKey(),
        Words.join(c.domains()),
        c.active(),
        now);
  }

  /** A new secret in the old one's place. */
  static int replaceSecret(Tx tx, SmtpCredential c) {
    return tx.update(
        """
        UPDATE smtp_credential SET digest = ?, salt = ?, iterations = ?, stored_key = ?,
            server_key = ?
        WHERE key = ?
        """,
        c.digest(),
        c.salt(),
        c.iterations(),
        c.storedKey(),
        c.serverKey(),
        c.key());
  }

  static int setActive(Tx tx, long key, boolean active) {
    return tx.update("UPDATE smtp_credential SET active = ? WHERE key = ?", active, key);
  }

  static void used(Tx tx, long key, Instant at) {
    tx.update("UPDATE smtp_credential SET used_at = ? WHERE key = ?", at, key);
  }

  private static CredentialUse use(ResultSet row) throws SQLException {
    long used = row.getLong("used_at");
    Instant usedAt = row.wasNull() ? null : Instant.ofEpochMilli(used);
    return new CredentialUse(row(row), Instant.ofEpochMilli(row.getLong("created_at")), usedAt);
  }

  private static SmtpCredential row(ResultSet row) throws SQLException {
    return new SmtpCredential(
        row.getLong("key"),
        row.getLong("organisation"),
        row.getString("login"),
        row.getString("label"),
        row.getBytes("digest"),
        row.getBytes("salt"),
        row.getInt("iterations"),
        row.getBytes("stored_key"),
        row.getBytes("server_key"),
        Words.split(row.getString("domains")).stream()
            .map(Domain::new)
            .collect(Collectors.toUnmodifiableSet()),
        row.getInt("active") == 1);
  }
}
