package io.postern.conversation;

import io.postern.policy.RequirementText;
import io.postern.seal.KeyService;
import io.postern.store.Tx;
import io.postern.transport.TlsRequirement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row of table {@code file_link}, and what happens to it: made before the message leaves, kept
 * for the next attempt, handed over with it, ended. The columns are explained in the migration.
 */
@SuppressWarnings("ArrayRecordComponent")
public record FileLinkRow(
    long key,
    String publicId,
    long copy,
    long message,
    String part,
    byte[] digest,
    byte @Nullable [] slot,
    byte @Nullable [] card,
    TlsRequirement onlyOver,
    KeyService.@Nullable Queued pending,
    @Nullable Instant endedAt,
    boolean revoked) {

  private static final String COLUMNS =
      """
      f.key, f.public_id, f.copy, f.message, f.part, f.digest, f.slot, f.card, f.only_over,
      f.pending_key, f.pending, f.ended_at, f.revoked
      """;

  static Optional<FileLinkRow> byDigest(Tx tx, byte[] digest) {
    return tx.one(
        "SELECT " + COLUMNS + " FROM file_link f WHERE f.digest = ?", FileLinkRow::of, digest);
  }

  static Optional<FileLinkRow> byKey(Tx tx, long key) {
    return tx.one("SELECT " + COLUMNS + " FROM file_link f WHERE f.key = ?", FileLinkRow::of, key);
  }

  /** Those of a copy that still open, in the order they were made. */
  public static List<FileLinkRow> livingOf(Tx tx, long copy) {
    return tx.list(
        "SELECT "
            + COLUMNS
            + " FROM file_link f WHERE f.copy = ? AND f.slot IS NOT NULL ORDER BY f.key",
        FileLinkRow::of,
        copy);
  }

  /** Writes a new one; it stands in no form of the message yet. */
  public void insert(Tx tx, Instant now) {
    KeyService.Queued waiting = pending;
    tx.update(
        """
        INSERT INTO file_link (key, public_id, copy, message, part, digest, slot, card, only_over,
          wanted, pending_key, pending, made_at, revoked)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, 0)
        """,
        key,
        publicId,
        copy,
        message,
        part,
        digest,
        slot,
        card,
        RequirementText.encode(onlyOver),
        waiting == null ? null : waiting.keyId(),
        waiting == null ? null : waiting.bytes(),
        now);
  }

  /** The message goes out with exactly these links, over a next hop that proves this. */
  public static void choose(Tx tx, long copy, List<Long> links, TlsRequirement onlyOver) {
    tx.update("UPDATE file_link SET wanted = 0 WHERE copy = ?", copy);
    for (long link : links) {
      tx.update(
          "UPDATE file_link SET wanted = 1, only_over = ? WHERE key = ?",
          RequirementText.encode(onlyOver),
          link);
    }
  }

  /** The message was handed over: its links live, any others end, and no secret stays. */
  public static void handedOver(Tx tx, long copy, Instant now) {
    tx.update(
        """
        UPDATE file_link SET sent_at = ?, pending_key = NULL, pending = NULL
        WHERE copy = ? AND wanted = 1 AND slot IS NOT NULL
        """,
        now,
        copy);
    tx.update(
        """
        UPDATE file_link SET slot = NULL, card = NULL, pending_key = NULL, pending = NULL,
          ended_at = ? WHERE copy = ? AND wanted = 0 AND slot IS NOT NULL
        """,
        now,
        copy);
  }

  /** The message went another way, or not at all. */
  public static void dropped(Tx tx, long copy, Instant now) {
    end(tx, copy, now, false);
  }

  /**
   * Withdraws a copy's links: they open no more, and say so.
   *
   * @return how many there were
   */
  public static int revoke(Tx tx, long copy, Instant now) {
    int ended = end(tx, copy, now, true);
    FileSessions.endAll(tx, copy);
    return ended;
  }

  /** The message has expired, and with it every link to it. */
  public static void expired(Tx tx, long message, Instant now) {
    tx.update(
        """
        UPDATE file_link SET slot = NULL, card = NULL, pending_key = NULL, pending = NULL,
          ended_at = ? WHERE message = ? AND slot IS NOT NULL
        """,
        now,
        message);
    for (CopyRow copy : CopyRow.ofMessage(tx, message)) {
      FileSessions.endAll(tx, copy.key());
    }
  }

  /** Ended sessions go. */
  public static void forgetSessions(Tx tx, Instant now) {
    FileSessions.forgetOld(tx, now);
  }

  private static int end(Tx tx, long copy, Instant now, boolean revoked) {
    return tx.update(
        """
        UPDATE file_link SET slot = NULL, card = NULL, pending_key = NULL, pending = NULL,
          ended_at = ?, revoked = ? WHERE copy = ? AND slot IS NOT NULL
        """,
        now,
        revoked,
        copy);
  }

  private static FileLinkRow of(ResultSet r) throws SQLException {
    String pendingKey = r.getString(10);
    byte[] pending = r.getBytes(11);
    return new FileLinkRow(
        r.getLong(1),
        r.getString(2),
        r.getLong(3),
        r.getLong(4),
        r.getString(5),
        r.getBytes(6),
        r.getBytes(7),
        r.getBytes(8),
        RequirementText.decode(r.getString(9)),
        pendingKey == null || pending == null ? null : new KeyService.Queued(pendingKey, pending),
        Columns.instantOrNull(r, 12),
        r.getInt(13) == 1);
  }
}
