package io.postern.conversation;

import io.postern.policy.RequirementText;
import io.postern.policy.Verification;
import io.postern.store.Tx;
import io.postern.transport.TlsRequirement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A row of table {@code copy}; the columns are explained in the migration. */
@SuppressWarnings("ArrayRecordComponent")
public record CopyRow(
    long key,
    String publicId,
    long message,
    long conversation,
    long organisation,
    byte[] recipient,
    byte[] recipientHash,
    @Nullable Long account,
    boolean toOwner,
    String reportOn,
    byte @Nullable [] orcpt,
    CopyState state,
    @Nullable String rowTaken,
    @Nullable Verification verification,
    String deferred,
    @Nullable String explanation,
    byte @Nullable [] rightSealed,
    @Nullable Instant rightAt,
    byte @Nullable [] numberSealed,
    byte @Nullable [] codeKey,
    @Nullable TlsRequirement onlyOver,
    boolean cleartext,
    byte @Nullable [] slot,
    byte @Nullable [] linkDigest,
    byte @Nullable [] door,
    @Nullable String pendingKey,
    byte @Nullable [] pending,
    int failures,
    @Nullable Instant failuresSince,
    @Nullable Instant lockedUntil,
    @Nullable Instant firstTriedAt,
    @Nullable Instant notifiedAt,
    @Nullable Instant openedAt,
    @Nullable Instant endedAt,
    Instant createdAt) {

  private static final String COLUMNS =
      """
      c.key, c.public_id, c.message, c.conversation, c.organisation, c.recipient, c.recipient_hash,
      c.account, c.to_owner, c.report_on, c.orcpt, c.state, c.row_taken, c.verification, c.deferred,
      c.explanation, c.right_sealed, c.right_at, c.number_sealed, c.code_key, c.only_over, c.cleartext, c.slot,
      c.link_digest, c.door, c.pending_key, c.pending, c.failures, c.failures_since, c.locked_until,
      c.first_tried_at, c.notified_at, c.opened_at, c.ended_at, c.created_at
      """;

  public static Optional<CopyRow> byKey(Tx tx, long key) {
    return tx.one("SELECT " + COLUMNS + " FROM copy c WHERE c.key = ?", CopyRow::of, key);
  }

  public static Optional<CopyRow> byPublicId(Tx tx, String publicId) {
    return tx.one(
        "SELECT " + COLUMNS + " FROM copy c WHERE c.public_id = ?", CopyRow::of, publicId);
  }

  public static Optional<CopyRow> byLink(Tx tx, byte[] digest) {
    return tx.one(
        "SELECT " + COLUMNS + " FROM copy c WHERE c.link_digest = ?", CopyRow::of, digest);
  }

  public static List<CopyRow> ofMessage(Tx tx, long message) {
    return tx.list(
        "SELECT " + COLUMNS + " FROM copy c WHERE c.message = ? ORDER BY c.key",
        CopyRow::of,
        message);
  }

  /** Every copy of every message of a conversation, oldest first. */
  public static List<CopyRow> ofConversation(Tx tx, long conversation) {
    return tx.list(
        "SELECT " + COLUMNS + " FROM copy c WHERE c.conversation = ? ORDER BY c.key",
        CopyRow::of,
        conversation);
  }

  /** The copies of these recipients in a conversation, oldest first. */
  static List<CopyRow> ofRecipient(Tx tx, byte[] recipientHash, long conversation) {
    return tx.list(
        "SELECT "
            + COLUMNS
            + " FROM copy c WHERE c.recipient_hash = ? AND c.conversation = ? ORDER BY c.key",
        CopyRow::of,
        recipientHash,
        conversation);
  }

  /** Notes a step in the copy's timeline: a code, never content. */
  public static void note(
      Tx tx, long eventKey, long copy, Instant at, String what, @Nullable String detail) {
    tx.update(
        "INSERT INTO copy_event (key, copy, at, what, detail) VALUES (?, ?, ?, ?, ?)",
        eventKey,
        copy,
        at,
        what,
        detail);
  }

  static CopyRow of(ResultSet r) throws SQLException {
    String verification = r.getString(14);
    String onlyOver = r.getString(21);
    return new CopyRow(
        r.getLong(1),
        r.getString(2),
        r.getLong(3),
        r.getLong(4),
        r.getLong(5),
        r.getBytes(6),
        r.getBytes(7),
        Columns.longOrNull(r, 8),
        r.getInt(9) == 1,
        r.getString(10),
        r.getBytes(11),
        CopyState.valueOf(r.getString(12)),
        r.getString(13),
        verification == null ? null : Verification.valueOf(verification),
        r.getString(15),
        r.getString(16),
        r.getBytes(17),
        Columns.instantOrNull(r, 18),
        r.getBytes(19),
        r.getBytes(20),
        onlyOver == null ? null : RequirementText.decode(onlyOver),
        r.getInt(22) == 1,
        r.getBytes(23),
        r.getBytes(24),
        r.getBytes(25),
        r.getString(26),
        r.getBytes(27),
        r.getInt(28),
        Columns.instantOrNull(r, 29),
        Columns.instantOrNull(r, 30),
        Columns.instantOrNull(r, 31),
        Columns.instantOrNull(r, 32),
        Columns.instantOrNull(r, 33),
        Columns.instantOrNull(r, 34),
        Instant.ofEpochMilli(r.getLong(35)));
  }
}
