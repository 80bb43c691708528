package io.postern.dispatch;

import io.postern.conversation.CopyRow;
import io.postern.conversation.CopyState;
import io.postern.conversation.FileLinkRow;
import io.postern.queue.OwnMails;
import io.postern.store.Database;
import io.postern.store.Tx;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Writes what became of a copy, under its lease. When a message's last copy has left the queue, its
 * queue slot goes (SPEC 14.1).
 */
final class Endings {
  private static final String DELAY_TOLD = "delay-told";

  private final Database database;
  private final OwnMails ownMails;

  Endings(Database database, OwnMails ownMails) {
    this.database = database;
    this.ownMails = ownMails;
  }

  void delivered(
      Case at,
      String row,
      String explanation,
      @Nullable String evidence,
      OwnMails.@Nullable Sealed report,
      Instant now) {
    database.write(tx -> {
      at.lease().done(tx);
      tx.update(
          """
          UPDATE copy SET state = ?, row_taken = ?, explanation = ?, ended_at = ?,
            right_sealed = NULL, slot = NULL, link_digest = NULL, door = NULL,
            number_sealed = NULL, code_key = NULL, pending = NULL, pending_key = NULL
          WHERE key = ?
          """,
          CopyState.DELIVERED.name(),
          row,
          explanation,
          now,
          at.copy().key());
      FileLinkRow.handedOver(tx, at.copy().key(), now);
      note(tx, at, now, "delivered", evidence);
      add(tx, report);
      release(tx, at.message().key());
      return true;
    });
    wake(report);
  }

  void notified(Case at, @Nullable String evidence, OwnMails.@Nullable Sealed report, Instant now) {
    database.write(tx -> {
      at.lease().done(tx);
      tx.update(
          """
          UPDATE copy SET state = CASE WHEN opened_at IS NULL THEN 'NOTIFIED' ELSE 'OPENED' END,
            notified_at = ?, right_sealed = NULL, pending = NULL, pending_key = NULL
          WHERE key = ? AND state IN ('QUEUED', 'HELD')
          """,
          now,
          at.copy().key());
      FileLinkRow.dropped(tx, at.copy().key(), now);
      note(tx, at, now, "notified", evidence);
      add(tx, report);
      release(tx, at.message().key());
      return true;
    });
    wake(report);
  }

  void failed(
      Case at,
      String explanation,
      String status,
      OwnMails.@Nullable Sealed report,
      CopyState state,
      Instant now) {
    database.write(tx -> {
      at.lease().done(tx);
      if (state(tx, at) == CopyState.REVOKED) {
        // SPEC 18: not sent, and no report.
        release(tx, at.message().key());
        return true;
      }
      tx.update(
          """
          UPDATE copy SET state = ?, explanation = ?, ended_at = ?, right_sealed = NULL,
            slot = NULL, door = NULL, number_sealed = NULL, code_key = NULL, pending = NULL,
            pending_key = NULL
          WHERE key = ?
          """,
          state.name(),
          explanation,
          now,
          at.copy().key());
      FileLinkRow.dropped(tx, at.copy().key(), now);
      note(tx, at, now, "failed", status);
      add(tx, report);
      release(tx, at.message().key());
      return true;
    });
    wake(report);
  }

  /**
   * @param report tells the sender of the delay, or null
   */
  void again(
      Case at,
      Instant next,
      String deferred,
      String explanation,
      String why,
      OwnMails.@Nullable Sealed report,
      Instant now) {
    database.write(tx -> {
      if (state(tx, at) != CopyState.QUEUED) {
        // An administrator decided otherwise meanwhile: looked at again at once.
        at.lease().postpone(tx, now);
        return true;
      }
      at.lease().again(tx, next);
      tx.update(
          """
          UPDATE copy SET deferred = ?, explanation = ?,
            first_tried_at = COALESCE(first_tried_at, ?) WHERE key = ?
          """,
          deferred,
          explanation,
          now,
          at.copy().key());
      note(tx, at, now, "deferred", why);
      if (report != null) {
        note(tx, at, now, DELAY_TOLD, null);
        add(tx, report);
      }
      return true;
    });
    wake(report);
  }

  /** Whether the sender was told of the delay of this copy: once is enough (SPEC 7.6). */
  static boolean wasToldOfDelay(Tx tx, long copy) {
    return tx.one(
            "SELECT 1 FROM copy_event WHERE copy = ? AND what = ? LIMIT 1",
            r -> 1,
            copy,
            DELAY_TOLD)
        .isPresent();
  }

  private void add(Tx tx, OwnMails.@Nullable Sealed report) {
    if (report != null) {
      ownMails.add(tx, report);
    }
  }

  private void wake(OwnMails.@Nullable Sealed report) {
    if (report != null) {
      ownMails.wake();
    }
  }

  /** The copy is not there to be sent any more: revoked, expired, or gone. */
  void nothingToDo(Case at) {
    database.write(tx -> {
      at.lease().done(tx);
      release(tx, at.message().key());
      return true;
    });
  }

  private static CopyState state(Tx tx, Case at) {
    return tx.one(
            "SELECT state FROM copy WHERE key = ?",
            r -> CopyState.valueOf(r.getString(1)),
            at.copy().key())
        .orElse(CopyState.QUEUED);
  }

  private void note(Tx tx, Case at, Instant now, String what, @Nullable String detail) {
    CopyRow.note(tx, database.newKey(), at.copy().key(), now, what, detail);
  }

  /** When a message's last copy has left the queue, its queue slot goes. */
  static void release(Tx tx, long message) {
    tx.update(
        """
        UPDATE message SET queue_key = NULL, queue_slot = NULL, rights_key_id = NULL,
          rights_key = NULL
        WHERE key = ? AND NOT EXISTS (SELECT 1 FROM copy
          WHERE copy.message = message.key AND copy.state IN ('QUEUED', 'HELD'))
        """,
        message);
  }
}
