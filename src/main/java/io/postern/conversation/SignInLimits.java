package io.postern.conversation;

import io.postern.store.Database;
import io.postern.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Ten failures in 15 minutes for one address, known or not, and signing in waits. Both factors
 * count together, and a try is counted before it is made.
 */
final class SignInLimits {
  private static final int FAILURES = 10;
  private static final Duration WINDOW = Duration.ofMinutes(15);

  private final Database database;

  SignInLimits(Database database) {
    this.database = database;
  }

  /** Counts a try; returns until when there are none left, if so. */
  Optional<Instant> reserve(byte[] addressHash, Instant now) {
    return database.write(tx -> {
      Optional<Count> count = count(tx, addressHash);
      if (count.isEmpty() || count.get().since.isBefore(now.minus(WINDOW))) {
        tx.update(
            """
            INSERT INTO sign_in_failures (address_hash, failures, since) VALUES (?, 1, ?)
            ON CONFLICT (address_hash) DO UPDATE SET failures = 1, since = excluded.since
            """,
            addressHash,
            now);
        return Optional.empty();
      }
      if (count.get().failures >= FAILURES) {
        return Optional.of(count.get().since.plus(WINDOW));
      }
      tx.update(
          "UPDATE sign_in_failures SET failures = failures + 1 WHERE address_hash = ?",
          addressHash);
      return Optional.empty();
    });
  }

  /** It went well: nothing is held against the address. */
  void forget(byte[] addressHash) {
    database.write(
        tx -> tx.update("DELETE FROM sign_in_failures WHERE address_hash = ?", addressHash));
  }

  private static Optional<Count> count(Tx tx, byte[] addressHash) {
    return tx.one(
        "SELECT failures, since FROM sign_in_failures WHERE address_hash = ?",
        r -> new Count(r.getInt(1), Instant.ofEpochMilli(r.getLong(2))),
        addressHash);
  }

  private record Count(int failures, Instant since) {}
}
