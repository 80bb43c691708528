package io.postern.conversation;

import io.postern.seal.DataKey;
import io.postern.seal.LinkSecret;
import io.postern.seal.SecretBox;
import io.postern.store.Database;
import io.postern.store.Tx;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Guests' sessions (SPEC 8.2). A row holds link secret and data key wrapped under a key that only
 * the cookie has: the table alone opens nothing.
 */
final class GuestSessions {
  private static final Duration IDLE = Duration.ofMinutes(30);
  private static final Duration LONGEST = Duration.ofHours(8);
  private static final Duration SEEN_GRAIN = Duration.ofMinutes(1);

  private final Database database;
  private final SecureRandom random;

  GuestSessions(Database database, SecureRandom random) {
    this.database = database;
    this.random = random;
  }

  /** A session as its cookie opens it. */
  @SuppressWarnings("ArrayRecordComponent")
  record Session(byte[] digest, long copy, LinkSecret link, byte @Nullable [] wrappedDataKey) {
    boolean proven() {
      return wrappedDataKey != null;
    }

    Optional<DataKey> dataKey(SessionSecret secret) {
      return wrappedDataKey == null
          ? Optional.empty()
          : Optional.of(DataKey.unwrap(secret.bytes(), wrappedDataKey, keyContext(digest)));
    }
  }

  SessionSecret begin(long copy, LinkSecret link, Instant now) {
    SessionSecret secret = SessionSecret.fresh(random);
    byte[] digest = digest(secret);
    byte[] wrapped = SecretBox.seal(secret.bytes(), link.reveal(), linkContext(digest));
    database.write(tx ->
        tx.update(
            """
            INSERT INTO guest_session (digest, copy, link, data_key, seen_at, expires_at)
            VALUES (?, ?, ?, NULL, ?, ?)
            """,
            digest,
            copy,
            wrapped,
            now,
            now.plus(LONGEST)));
    return secret;
  }

  /** The living session of this cookie. */
  Optional<Session> find(SessionSecret secret, Instant now) {
    byte[] digest = digest(secret);
    Optional<Row> row =
        database.read(tx ->
            tx.one(
                """
                SELECT copy, link, data_key, seen_at FROM guest_session
                WHERE digest = ? AND expires_at > ? AND seen_at > ?
                """,
                r ->
                    new Row(
                        r.getLong(1),
                        r.getBytes(2),
                        r.getBytes(3),
                        Instant.ofEpochMilli(r.getLong(4))),
                digest,
                now,
                now.minus(IDLE)));
    if (row.isEmpty()) {
      return Optional.empty();
    }
    if (row.get().seenAt.isBefore(now.minus(SEEN_GRAIN))) {
      database.write(
          tx -> tx.update("UPDATE guest_session SET seen_at = ? WHERE digest = ?", now, digest));
    }
    return SecretBox.open(secret.bytes(), row.get().link, linkContext(digest))
        .flatMap(LinkSecret::ofBytes)
        .map(link -> new Session(digest, row.get().copy, link, row.get().dataKey));
  }

  /** The proof was right: the session holds the data key from now on. */
  static void prove(Tx tx, Session session, SessionSecret secret, DataKey key) {
    tx.update(
        "UPDATE guest_session SET data_key = ? WHERE digest = ?",
        key.wrapUnder(secret.bytes(), keyContext(session.digest)),
        session.digest);
  }

  void end(SessionSecret secret) {
    byte[] digest = digest(secret);
    database.write(tx -> tx.update("DELETE FROM guest_session WHERE digest = ?", digest));
  }

  /** Ends every session of a copy: revoked, expired, locked. */
  static void endAll(Tx tx, long copy) {
    tx.update("DELETE FROM guest_session WHERE copy = ?", copy);
  }

  static void forgetOld(Tx tx, Instant now) {
    tx.update(
        "DELETE FROM guest_session WHERE expires_at <= ? OR seen_at <= ?", now, now.minus(IDLE));
  }

  private static byte[] digest(SessionSecret secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.bytes());
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every JDK has SHA-256", impossible);
    }
  }

  private static String linkContext(byte[] digest) {
    return "session link " + HexFormat.of().formatHex(digest);
  }

  private static String keyContext(byte[] digest) {
    return "session key " + HexFormat.of().formatHex(digest);
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Row(long copy, byte[] link, byte @Nullable [] dataKey, Instant seenAt) {}
}
