package io.postern.conversation;

import io.postern.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row of table {@code message}; the columns are explained in the migration.
 *
 * @param publicId also the content id in the content's AAD
 */
@SuppressWarnings("ArrayRecordComponent")
public record MessageRow(
    long key,
    String publicId,
    long organisation,
    @Nullable Long credential,
    byte[] sender,
    @Nullable Long senderAccount,
    String reversePath,
    @Nullable String envid,
    @Nullable String content,
    long contentLength,
    long size,
    int flags,
    byte @Nullable [] card,
    byte @Nullable [] parts,
    String policy,
    String language,
    @Nullable String queueKey,
    byte @Nullable [] queueSlot,
    @Nullable String rightsKeyId,
    byte @Nullable [] rightsKey,
    byte @Nullable [] senderSlot,
    Instant acceptedAt,
    Instant expiresAt,
    boolean expiryAsked) {

  public static final int EIGHT_BIT = 1;
  public static final int SMTP_UTF8 = 2;
  public static final int REQUIRE_TLS = 4;

  private static final String COLUMNS =
      """
      m.key, m.public_id, m.organisation, m.credential, m.sender, m.sender_account, m.reverse_path,
      m.envid, m.content, m.content_length, m.size, m.flags, m.card, m.parts, m.policy, m.language,
      m.queue_key, m.queue_slot, m.rights_key_id, m.rights_key, m.sender_slot, m.accepted_at, m.expires_at, m.expiry_asked
      """;

  public boolean is(int flag) {
    return (flags & flag) != 0;
  }

  public static Optional<MessageRow> byKey(Tx tx, long key) {
    return tx.one("SELECT " + COLUMNS + " FROM message m WHERE m.key = ?", MessageRow::of, key);
  }

  public static Optional<MessageRow> byPublicId(Tx tx, String publicId) {
    return tx.one(
        "SELECT " + COLUMNS + " FROM message m WHERE m.public_id = ?", MessageRow::of, publicId);
  }

  /** The messages of a conversation, oldest first. */
  public static List<MessageRow> ofConversation(Tx tx, long conversation) {
    return tx.list(
        "SELECT "
            + COLUMNS
            + " FROM thread t JOIN message m ON m.key = t.message WHERE t.conversation = ? ORDER BY m.key",
        MessageRow::of,
        conversation);
  }

  /** Writes it. */
  public void insert(Tx tx) {
    tx.update(
        """
        INSERT INTO message (key, public_id, organisation, credential, sender, sender_account,
          reverse_path, envid, content, content_length, size, flags, card, parts, policy, language,
          queue_key, queue_slot, rights_key_id, rights_key, sender_slot, accepted_at, expires_at, expiry_asked)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        key,
        publicId,
        organisation,
        credential,
        sender,
        senderAccount,
        reversePath,
        envid,
        content,
        contentLength,
        size,
        flags,
        card,
        parts,
        policy,
        language,
        queueKey,
        queueSlot,
        rightsKeyId,
        rightsKey,
        senderSlot,
        acceptedAt,
        expiresAt,
        expiryAsked);
  }

  static MessageRow of(ResultSet r) throws SQLException {
    return new MessageRow(
        r.getLong(1),
        r.getString(2),
        r.getLong(3),
        Columns.longOrNull(r, 4),
        r.getBytes(5),
        Columns.longOrNull(r, 6),
        r.getString(7),
        r.getString(8),
        r.getString(9),
        r.getLong(10),
        r.getLong(11),
        r.getInt(12),
        r.getBytes(13),
        r.getBytes(14),
        r.getString(15),
        r.getString(16),
        r.getString(17),
        r.getBytes(18),
        r.getString(19),
        r.getBytes(20),
        r.getBytes(21),
        Instant.ofEpochMilli(r.getLong(22)),
        Instant.ofEpochMilli(r.getLong(23)),
        r.getInt(24) == 1);
  }
}
