package io.postern.conversation;

import io.postern.store.Database;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Sessions of signed-in accounts; the row holds a digest of the cookie and no key. */
final class AccountSessions {
  private static final Duration PENDING = Duration.ofMinutes(10);
  private static final Duration IDLE = Duration.ofMinutes(30);
  private static final Duration LONGEST = Duration.ofHours(8);
  private static final Duration SEEN_GRAIN = Duration.ofMinutes(1);

  private final Database database;
  private final SecureRandom random;

  AccountSessions(Database database, SecureRandom random) {
    this.database = database;
    this.random = random;
  }

  /** How far signing in has come. */
  enum Stage {
    PENDING,
    DONE
  }

  SessionSecret begin(long account, Stage stage, Instant now) {
    SessionSecret secret = SessionSecret.fresh(random);
    database.write(tx ->
        tx.update(
            """
            INSERT INTO account_session (digest, account, stage, seen_at, expires_at)
            VALUES (?, ?, ?, ?, ?)
            """,
            digest(secret),
            account,
            stage.name(),
            now,
            now.plus(stage == Stage.PENDING ? PENDING : LONGEST)));
    return secret;
  }

  /** The account of this session, if it has come as far as {@code stage}. */
  Optional<Long> account(SessionSecret secret, Stage stage, Instant now) {
    byte[] digest = digest(secret);
    Optional<Seen> seen =
        database.read(tx ->
            tx.one(
                """
                SELECT account, seen_at FROM account_session
                WHERE digest = ? AND stage = ? AND expires_at > ? AND seen_at > ?
                """,
                r -> new Seen(r.getLong(1), Instant.ofEpochMilli(r.getLong(2))),
                digest,
                stage.name(),
                now,
                now.minus(IDLE)));
    if (seen.isPresent() && seen.get().at.isBefore(now.minus(SEEN_GRAIN))) {
      database.write(
          tx -> tx.update("UPDATE account_session SET seen_at = ? WHERE digest = ?", now, digest));
    }
    return seen.map(Seen::account);
  }

  void end(SessionSecret secret) {
    database.write(tx -> tx.update("DELETE FROM account_session WHERE digest = ?", digest(secret)));
  }

  private static byte[] digest(SessionSecret secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.bytes());
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every JDK has SHA-256", impossible);
    }
  }

  private record Seen(long account, Instant at) {}
}
