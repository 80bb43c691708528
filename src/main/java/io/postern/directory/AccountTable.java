package io.postern.directory;

import io.postern.smtp.Mailbox;
import io.postern.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of accounts and their addresses. */
final class AccountTable {
  private AccountTable() {}

  static Optional<Account> byKey(Tx tx, long key) {
    return tx.one("SELECT * FROM account WHERE key = ?", AccountTable::bare, key)
        .map(bare -> bare.with(addresses(tx, bare.key())));
  }

  static Optional<Account> byAddress(Tx tx, Mailbox address) {
    return tx.one(
            """
            SELECT a.* FROM account a JOIN account_address d ON d.account = a.key
            WHERE d.address_key = ?
            """,
            AccountTable::bare,
            address.key())
        .map(bare -> bare.with(addresses(tx, bare.key())));
  }

  static List<Account> of(Tx tx, long organisation) {
    return tx
        .list(
            "SELECT * FROM account WHERE organisation = ? ORDER BY key",
            AccountTable::bare,
            organisation)
        .stream()
        .map(bare -> bare.with(addresses(tx, bare.key())))
        .toList();
  }

  static void insert(Tx tx, Account account, Instant now) {
    tx.update(
        """
        INSERT INTO account (key, organisation, name, language, active, totp_step, created_at)
        VALUES (?, ?, ?, ?, ?, -1, ?)
        """,
        account.key(),
        account.organisation(),
        account.name(),
        tag(account.language()),
        account.active(),
        now);
    insertAddress(tx, account.key(), account.address(), true);
    account.aliases().forEach(alias -> insertAddress(tx, account.key(), alias, false));
  }

  static void insertAddress(Tx tx, long account, Mailbox address, boolean primary) {
    tx.update(
        """
        INSERT INTO account_address (address_key, account, address, is_primary)
        VALUES (?, ?, ?, ?)
        """,
        address.key(),
        account,
        address.toString(),
        primary);
  }

  static int removeAlias(Tx tx, long account, Mailbox alias) {
    return tx.update(
        "DELETE FROM account_address WHERE account = ? AND address_key = ? AND is_primary = 0",
        account,
        alias.key());
  }

  static int setActive(Tx tx, long account, boolean active) {
    return tx.update("UPDATE account SET active = ? WHERE key = ?", active, account);
  }

  static int setPassword(Tx tx, long account, String phc) {
    return tx.update("UPDATE account SET password = ? WHERE key = ?", phc, account);
  }

  static int setTotp(Tx tx, long account, byte @Nullable [] sealedSeed) {
    return tx.update(
        "UPDATE account SET totp = ?, totp_step = -1 WHERE key = ?", sealedSeed, account);
  }

  static Optional<SignInSecrets> secrets(Tx tx, long account) {
    return tx.one(
        "SELECT password, totp FROM account WHERE key = ?",
        row -> new SignInSecrets(row.getString("password"), row.getBytes("totp")),
        account);
  }

  /** False when this step or a later one was used before: it is one statement, so no two win. */
  static boolean useTotpStep(Tx tx, long account, long step) {
    return tx.update(
            "UPDATE account SET totp_step = ? WHERE key = ? AND totp_step < ?", step, account, step)
        == 1;
  }

  static boolean satisfied(Tx tx, long account, long organisation) {
    return tx.one(
            "SELECT 1 FROM account_satisfied WHERE account = ? AND organisation = ?",
            row -> true,
            account,
            organisation)
        .isPresent();
  }

  static void satisfy(Tx tx, long account, long organisation, Instant now) {
    tx.update(
        """
        INSERT INTO account_satisfied (account, organisation, at) VALUES (?, ?, ?)
        ON CONFLICT (account, organisation) DO NOTHING
        """,
        account,
        organisation,
        now);
  }

  private static List<Address> addresses(Tx tx, long account) {
    return tx.list(
        """
        SELECT address, is_primary FROM account_address WHERE account = ?
        ORDER BY is_primary DESC, address_key
        """,
        row -> new Address(Mailbox.of(row.getString("address")), row.getInt("is_primary") == 1),
        account);
  }

  private static @Nullable String tag(@Nullable Locale language) {
    return language == null ? null : language.toLanguageTag();
  }

  private static Bare bare(ResultSet row) throws SQLException {
    long organisation = row.getLong("organisation");
    Long owner = row.wasNull() ? null : organisation;
    String language = row.getString("language");
    return new Bare(
        row.getLong("key"),
        owner,
        row.getString("name"),
        language == null ? null : Locale.forLanguageTag(language),
        row.getInt("active") == 1,
        row.getBytes("totp") != null);
  }

  private record Address(Mailbox mailbox, boolean primary) {}

  /** An account without its addresses, which stand in another table. */
  private record Bare(
      long key,
      @Nullable Long organisation,
      String name,
      @Nullable Locale language,
      boolean active,
      boolean secondFactor) {

    Account with(List<Address> addresses) {
      Mailbox primary =
          addresses.stream()
              .filter(Address::primary)
              .map(Address::mailbox)
              .findFirst()
              .orElseThrow();
      return new Account(
          key,
          organisation,
          primary,
          addresses.stream().filter(a -> !a.primary()).map(Address::mailbox).toList(),
          name,
          language,
          active,
          secondFactor);
    }
  }
}
