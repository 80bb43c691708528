package io.postern.conversation;

import io.postern.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row of table {@code conversation}.
 *
 * @param owner account of the original sender
 * @param bcc two participants only, never "reply to all" (SPEC 3.2)
 */
public record ConversationRow(
    long key,
    String publicId,
    long organisation,
    @Nullable Long owner,
    boolean bcc,
    Instant createdAt) {

  private static final String COLUMNS =
      "v.key, v.public_id, v.organisation, v.owner, v.bcc, v.created_at";

  public static Optional<ConversationRow> byKey(Tx tx, long key) {
    return tx.one(
        "SELECT " + COLUMNS + " FROM conversation v WHERE v.key = ?", ConversationRow::of, key);
  }

  static Optional<ConversationRow> byPublicId(Tx tx, String publicId) {
    return tx.one(
        "SELECT " + COLUMNS + " FROM conversation v WHERE v.public_id = ?",
        ConversationRow::of,
        publicId);
  }

  /** Writes it. */
  public void insert(Tx tx) {
    tx.update(
        """
        INSERT INTO conversation (key, public_id, organisation, owner, bcc, created_at)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        key,
        publicId,
        organisation,
        owner,
        bcc,
        createdAt);
  }

  /** Puts a message into a conversation. */
  public static void addMessage(Tx tx, long conversation, long message, boolean toAll) {
    tx.update(
        "INSERT INTO thread (conversation, message, to_all) VALUES (?, ?, ?)",
        conversation,
        message,
        toAll);
  }

  static ConversationRow of(ResultSet r) throws SQLException {
    return new ConversationRow(
        r.getLong(1),
        r.getString(2),
        r.getLong(3),
        Columns.longOrNull(r, 4),
        r.getInt(5) == 1,
        Instant.ofEpochMilli(r.getLong(6)));
  }
}
