package io.postern.conversation;

import io.postern.directory.Deployment;
import io.postern.directory.Directory;
import io.postern.directory.ProvenRight;
import io.postern.notice.Stationery;
import io.postern.notice.TroubleNotice;
import io.postern.policy.Row;
import io.postern.policy.Verification;
import io.postern.queue.OwnMails;
import io.postern.seal.Addresses;
import io.postern.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The locks on copies at their recipients' doors, as administration sets and opens them. */
public final class Locks {
  private static final Duration FOR_GOOD = Duration.ofDays(36_500);

  /** A lock beyond this is no pause: the right behind it is gone. */
  private static final Duration LONGEST_TEMPORARY = Duration.ofDays(365);

  private final Database database;
  private final SenderNotices notices;
  private final InstantSource clock;

  public Locks(
      Database database,
      Directory directory,
      Addresses addresses,
      OwnMails ownMails,
      Stationery stationery,
      Deployment deployment,
      InstantSource clock) {
    this.database = database;
    this.clock = clock;
    this.notices =
        new SenderNotices(
            database, directory, addresses, new TroubleNotice(stationery), ownMails, deployment);
  }

  /**
   * A right was just deleted (SPEC 6.7): notified unopened copies that stand behind it are locked,
   * their sessions end, and their senders are told. Waiting copies need nothing: every attempt
   * decides anew.
   *
   * @return how many copies were locked
   */
  public int rightDeleted(long organisation, byte[] recipientHash, ProvenRight.Method method) {
    Instant now = clock.instant();
    List<Long> copies =
        database.write(tx -> {
          List<Long> behind =
              tx.list(
                  """
                  SELECT key FROM copy
                  WHERE organisation = ? AND recipient_hash = ? AND verification = ? AND state = ?
                    AND opened_at IS NULL AND row_taken IN (?, ?)
                    AND (locked_until IS NULL OR locked_until < ?)
                  """,
                  r -> r.getLong(1),
                  organisation,
                  recipientHash,
                  verification(method).name(),
                  CopyState.NOTIFIED.name(),
                  Row.SMS.code(),
                  Row.ACCESS_CODE.code(),
                  now.plus(LONGEST_TEMPORARY));
          for (long copy : behind) {
            tx.update("UPDATE copy SET locked_until = ? WHERE key = ?", now.plus(FOR_GOOD), copy);
            GuestSessions.endAll(tx, copy);
            CopyRow.note(tx, database.newKey(), copy, now, "locked", "right deleted");
          }
          Devices.forgetAll(tx, organisation, recipientHash);
          return behind;
        });
    for (long copy : copies) {
      Optional<Doorsteps.Behind> behind = database.read(tx -> Doorsteps.find(tx, copy));
      behind.ifPresent(found -> notices.withdrawn(found, now));
    }
    return copies.size();
  }

  /**
   * Opens what wrong codes locked for a recipient (SPEC 8.3), access codes included. What stands
   * behind a deleted right stays locked.
   *
   * @return whether anything was locked or had counted failures
   */
  public boolean unlock(long organisation, byte[] recipientHash) {
    Instant now = clock.instant();
    return database.write(tx -> {
      int codes =
          tx.update(
              "DELETE FROM access_code_failures WHERE organisation = ? AND recipient_hash = ?",
              organisation,
              recipientHash);
      int copies =
          tx.update(
              """
              UPDATE copy SET locked_until = NULL, failures = 0, failures_since = NULL
              WHERE organisation = ? AND recipient_hash = ? AND locked_until < ?
              """,
              organisation,
              recipientHash,
              now.plus(LONGEST_TEMPORARY));
      return codes + copies > 0;
    });
  }

  /** Whether the right behind a copy is gone. */
  static boolean isForGood(CopyRow copy, Instant now) {
    Instant locked = copy.lockedUntil();
    return locked != null && locked.isAfter(now.plus(LONGEST_TEMPORARY));
  }

  /** When it went. */
  static @Nullable Instant deletedAt(CopyRow copy) {
    Instant locked = copy.lockedUntil();
    return locked == null ? null : locked.minus(FOR_GOOD);
  }

  private static Verification verification(ProvenRight.Method method) {
    return switch (method) {
      case SMS -> Verification.SMS;
      case ACCESS_CODE -> Verification.ACCESS_CODE;
    };
  }
}
