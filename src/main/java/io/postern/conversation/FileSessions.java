package io.postern.conversation;

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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Browsers at the door of a copy's files. A session holds the secrets of the links that were
 * brought to it, wrapped under a key that only the cookie has; one proof serves them all, for a
 * mail with twenty links shall not cost twenty codes.
 */
final class FileSessions {
  private static final Duration IDLE = Duration.ofMinutes(30);
  private static final Duration LONGEST = Duration.ofHours(8);
  private static final Duration SEEN_GRAIN = Duration.ofMinutes(1);

  private final Database database;
  private final SecureRandom random;

  FileSessions(Database database, SecureRandom random) {
    this.database = database;
    this.random = random;
  }

  /**
   * A session as its cookie opens it.
   *
   * @param anchor the link that its codes are bound to
   * @param links by their key, in the order they were made
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Session(
      byte[] digest, long copy, LinkSecret anchor, boolean proven, Map<Long, LinkSecret> links) {}

  SessionSecret begin(FileLinkRow link, LinkSecret brought, Instant now) {
    SessionSecret secret = SessionSecret.fresh(random);
    byte[] digest = digest(secret);
    byte[] wrapped = wrap(secret, digest, link.key(), brought);
    database.write(tx -> {
      tx.update(
          """
          INSERT INTO file_session (digest, copy, anchor, proven, seen_at, expires_at)
          VALUES (?, ?, ?, 0, ?, ?)
          """,
          digest,
          link.copy(),
          link.key(),
          now,
          now.plus(LONGEST));
      return insert(tx, digest, link.key(), wrapped);
    });
    return secret;
  }

  /** Brings one more link to a session at the same copy's door. */
  void add(SessionSecret secret, Session session, FileLinkRow link, LinkSecret brought) {
    if (!session.links.containsKey(link.key())) {
      byte[] wrapped = wrap(secret, session.digest, link.key(), brought);
      database.write(tx -> insert(tx, session.digest, link.key(), wrapped));
    }
  }

  private static int insert(Tx tx, byte[] digest, long link, byte[] wrapped) {
    return tx.update(
        """
        INSERT INTO file_session_link (session, link, secret) VALUES (?, ?, ?)
        ON CONFLICT (session, link) DO NOTHING
        """,
        digest,
        link,
        wrapped);
  }

  /** The living session of this cookie. */
  Optional<Session> find(SessionSecret secret, Instant now) {
    byte[] digest = digest(secret);
    Optional<Row> row = database.read(tx -> row(tx, digest, now));
    if (row.isEmpty()) {
      return Optional.empty();
    }
    if (row.get().seenAt.isBefore(now.minus(SEEN_GRAIN))) {
      database.write(
          tx -> tx.update("UPDATE file_session SET seen_at = ? WHERE digest = ?", now, digest));
    }
    Map<Long, LinkSecret> links = new LinkedHashMap<>();
    row.get()
        .wrapped
        .forEach((link, sealed) ->
            SecretBox.open(secret.bytes(), sealed, context(digest, link))
                .flatMap(LinkSecret::ofBytes)
                .ifPresent(opened -> links.put(link, opened)));
    LinkSecret anchor = links.get(row.get().anchor);
    return anchor == null
        ? Optional.empty()
        : Optional.of(new Session(digest, row.get().copy, anchor, row.get().proven, links));
  }

  private record Row(
      long copy, long anchor, boolean proven, Instant seenAt, Map<Long, byte[]> wrapped) {}

  private static Optional<Row> row(Tx tx, byte[] digest, Instant now) {
    Map<Long, byte[]> wrapped = new LinkedHashMap<>();
    tx.list(
            "SELECT link, secret FROM file_session_link WHERE session = ? ORDER BY link",
            r -> Map.entry(r.getLong(1), r.getBytes(2)),
            digest)
        .forEach(entry -> wrapped.put(entry.getKey(), entry.getValue()));
    return tx.one(
        """
        SELECT copy, anchor, proven, seen_at FROM file_session
        WHERE digest = ? AND expires_at > ? AND seen_at > ?
        """,
        r ->
            new Row(
                r.getLong(1),
                r.getLong(2),
                r.getInt(3) == 1,
                Instant.ofEpochMilli(r.getLong(4)),
                wrapped),
        digest,
        now,
        now.minus(IDLE));
  }

  /** The proof was right. */
  static void prove(Tx tx, Session session) {
    tx.update("UPDATE file_session SET proven = 1 WHERE digest = ?", session.digest);
  }

  void end(SessionSecret secret) {
    byte[] digest = digest(secret);
    database.write(tx -> {
      tx.update("DELETE FROM file_session_link WHERE session = ?", digest);
      return tx.update("DELETE FROM file_session WHERE digest = ?", digest);
    });
  }

  /** Ends every session of a copy: revoked, expired, locked. */
  static void endAll(Tx tx, long copy) {
    tx.update(
        """
        DELETE FROM file_session_link
        WHERE session IN (SELECT digest FROM file_session WHERE copy = ?)
        """,
        copy);
    tx.update("DELETE FROM file_session WHERE copy = ?", copy);
  }

  static void forgetOld(Tx tx, Instant now) {
    tx.update(
        """
        DELETE FROM file_session_link WHERE session IN
          (SELECT digest FROM file_session WHERE expires_at <= ? OR seen_at <= ?)
        """,
        now,
        now.minus(IDLE));
    tx.update(
        "DELETE FROM file_session WHERE expires_at <= ? OR seen_at <= ?", now, now.minus(IDLE));
  }

  private static byte[] wrap(SessionSecret secret, byte[] digest, long link, LinkSecret brought) {
    return SecretBox.seal(secret.bytes(), brought.reveal(), context(digest, link));
  }

  private static String context(byte[] digest, long link) {
    return "file session " + HexFormat.of().formatHex(digest) + " link " + link;
  }

  private static byte[] digest(SessionSecret secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.bytes());
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every JDK has SHA-256", impossible);
    }
  }
}
