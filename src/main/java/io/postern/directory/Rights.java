package io.postern.directory;

import io.postern.directory.ProvenRight.Method;
import io.postern.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Proven rights (SPEC 6.7). Recipients are known by the keyed hash of {@code seal.Addresses}. Every
 * operation works inside the caller's transaction, because a right becomes proven in the same
 * transaction that notes the opening.
 */
public final class Rights {
  private Rights() {}

  /** The proven right of this recipient by this method. */
  public static Optional<ProvenRight> proven(
      Tx tx, long organisation, byte[] recipientHash, Method method) {
    return tx.one(
        "SELECT * FROM proven_right WHERE organisation = ? AND recipient_hash = ? AND method = ?",
        Rights::row,
        organisation,
        recipientHash,
        method.name());
  }

  /** All of an organisation's, newest first. */
  public static List<ProvenRight> of(Tx tx, long organisation) {
    return tx.list(
        "SELECT * FROM proven_right WHERE organisation = ? ORDER BY proven_at DESC",
        Rights::row,
        organisation);
  }

  /**
   * Makes a right proven, unless a later specified one is, or one was deleted after this was
   * specified.
   *
   * @return whether it is the proven one now
   */
  public static boolean prove(Tx tx, ProvenRight right) {
    return tx.update(
            """
            INSERT INTO proven_right (organisation, recipient_hash, method, recipient, detail,
                specified_at, proven_at, hint)
            SELECT ?, ?, ?, ?, ?, ?, ?, ?
            WHERE NOT EXISTS (SELECT 1 FROM right_deletion WHERE organisation = ?
                AND recipient_hash = ? AND method = ? AND deleted_at >= ?)
            ON CONFLICT (organisation, recipient_hash, method) DO UPDATE SET
                recipient = excluded.recipient, detail = excluded.detail,
                specified_at = excluded.specified_at, proven_at = excluded.proven_at,
                hint = CASE WHEN excluded.hint IS NULL
                    AND excluded.specified_at = proven_right.specified_at
                    THEN proven_right.hint ELSE excluded.hint END
            WHERE excluded.specified_at >= proven_right.specified_at
            """,
            right.organisation(),
            right.recipientHash(),
            right.method().name(),
            right.recipient(),
            right.detail(),
            right.specifiedAt(),
            right.provenAt(),
            right.hint(),
            right.organisation(),
            right.recipientHash(),
            right.method().name(),
            right.specifiedAt())
        == 1;
  }

  /**
   * Deletes a right and leaves a mark, also when there was none: nothing specified until now can
   * become proven.
   *
   * @return whether there was one
   */
  public static boolean delete(
      Tx tx, long organisation, byte[] recipientHash, Method method, Instant now) {
    tx.update(
        """
        INSERT INTO right_deletion (organisation, recipient_hash, method, deleted_at)
        VALUES (?, ?, ?, ?)
        ON CONFLICT (organisation, recipient_hash, method) DO UPDATE
            SET deleted_at = excluded.deleted_at
        """,
        organisation,
        recipientHash,
        method.name(),
        now);
    return tx.update(
            "DELETE FROM proven_right WHERE organisation = ? AND recipient_hash = ? AND method = ?",
            organisation,
            recipientHash,
            method.name())
        == 1;
  }

  /** Whether a right specified then can still become proven. */
  public static boolean mayBeProven(
      Tx tx, long organisation, byte[] recipientHash, Method method, Instant specifiedAt) {
    return tx.one(
            """
            SELECT 1 FROM right_deletion WHERE organisation = ? AND recipient_hash = ?
                AND method = ? AND deleted_at >= ?
            """,
            row -> true,
            organisation,
            recipientHash,
            method.name(),
            specifiedAt)
        .isEmpty();
  }

  /** Sets or removes the hint that says which code is meant. */
  public static boolean hint(
      Tx tx, long organisation, byte[] recipientHash, Method method, String hint) {
    return tx.update(
            """
            UPDATE proven_right SET hint = ?
            WHERE organisation = ? AND recipient_hash = ? AND method = ?
            """,
            hint.isEmpty() ? null : hint,
            organisation,
            recipientHash,
            method.name())
        == 1;
  }

  private static ProvenRight row(ResultSet row) throws SQLException {
    return new ProvenRight(
        row.getLong("organisation"),
        row.getBytes("recipient_hash"),
        Method.valueOf(row.getString("method")),
        row.getBytes("recipient"),
        row.getBytes("detail"),
        Instant.ofEpochMilli(row.getLong("specified_at")),
        Instant.ofEpochMilli(row.getLong("proven_at")),
        row.getString("hint"));
  }
}
