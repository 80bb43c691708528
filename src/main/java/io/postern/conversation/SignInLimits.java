package io.postern.conversation;

import io.postern.seal.KeyService;
import io.postern.store.Database;
import io.postern.store.Tx;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * Ten failures in 15 minutes for one mail address, known or not, and signing in waits; a hundred
 * for one client, which may be a whole hospital behind one address. Both factors count together,
 * and a try is counted before it is made.
 */
final class SignInLimits {
  private static final int FAILURES = 10;
  private static final int FAILURES_OF_CLIENT = 100;
  private static final Duration WINDOW = Duration.ofMinutes(15);

  private final Database database;

  private final KeyService keys;

  SignInLimits(Database database, KeyService keys) {
    this.database = database;
    this.keys = keys;
  }

  /** Counts a try for both; returns until when there are none left, if so. */
  Optional<Instant> reserve(byte[] addressHash, InetAddress from, Instant now) {
    byte[] client = client(from);
    return database.write(tx -> {
      Optional<Instant> later = reserve(tx, client, FAILURES_OF_CLIENT, now);
      return later.isPresent() ? later : reserve(tx, addressHash, FAILURES, now);
    });
  }

  /** A client's network: an IPv6 host has 2^64 addresses of its own. */
  private byte[] client(InetAddress from) {
    byte[] network = from.getAddress();
    if (network.length == 16) {
      network = Arrays.copyOf(network, 8);
    }
    return keys.digest("sign-in client", network);
  }

  private static Optional<Instant> reserve(Tx tx, byte[] addressHash, int most, Instant now) {
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
    if (count.get().failures >= most) {
      return Optional.of(count.get().since.plus(WINDOW));
    }
    tx.update(
        "UPDATE sign_in_failures SET failures = failures + 1 WHERE address_hash = ?", addressHash);
    return Optional.empty();
  }

  /** A try of this client was none of a guesser. */
  void giveBack(InetAddress from) {
    byte[] client = client(from);
    database.write(tx ->
        tx.update(
            """
            UPDATE sign_in_failures SET failures = failures - 1
            WHERE address_hash = ? AND failures > 0
            """,
            client));
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
