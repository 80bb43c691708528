package io.postern.directory;

import io.postern.store.Database;

/** What organisations allow their guests. Thread-safe. */
public final class GuestPolicies {
  private final Database database;

  public GuestPolicies(Database database) {
    this.database = database;
  }

  /** For how many days a guest's device may be remembered (SPEC 8.3); 0 for not at all. */
  public int rememberDays(long organisation) {
    return database
        .read(tx ->
            tx.one(
                "SELECT remember_days FROM guest_policy WHERE organisation = ?",
                r -> r.getInt(1),
                organisation))
        .orElse(0);
  }

  public void rememberDays(long organisation, int days) {
    database.write(tx ->
        tx.update(
            """
            INSERT INTO guest_policy (organisation, remember_days) VALUES (?, ?)
            ON CONFLICT (organisation) DO UPDATE SET remember_days = excluded.remember_days
            """,
            organisation,
            days));
  }
}
