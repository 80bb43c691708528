package io.postern.conversation;

import io.postern.store.Tx;
import java.time.Instant;

/**
 * Addresses that several people read (SPEC 8.12): an admin said so, or a mailing list had its hands
 * on what came back. Whoever reads along would get the code too.
 */
public final class GroupAddresses {
  private GroupAddresses() {}

  /** How it is known. */
  public enum MarkedBy {
    ADMIN,
    LIST_ID
  }

  /**
   * Marks an address; an earlier mark stays.
   *
   * @param recipient sealed address
   */
  public static void mark(
      Tx tx, long organisation, byte[] recipientHash, byte[] recipient, MarkedBy by, Instant now) {
    tx.update(
        """
        INSERT INTO group_address (organisation, recipient_hash, recipient, marked_by, marked_at)
        VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """,
        organisation,
        recipientHash,
        recipient,
        by.name(),
        now);
  }

  /** False when it was not marked. */
  public static boolean unmark(Tx tx, long organisation, byte[] recipientHash) {
    return tx.update(
            "DELETE FROM group_address WHERE organisation = ? AND recipient_hash = ?",
            organisation,
            recipientHash)
        == 1;
  }

  public static boolean isMarked(Tx tx, long organisation, byte[] recipientHash) {
    return tx.one(
            "SELECT 1 FROM group_address WHERE organisation = ? AND recipient_hash = ?",
            r -> 1,
            organisation,
            recipientHash)
        .isPresent();
  }
}
