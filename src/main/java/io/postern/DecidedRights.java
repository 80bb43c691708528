package io.postern;

import io.postern.admin.HeldCopies;
import io.postern.conversation.CopyState;
import io.postern.directory.ProvenRight;
import io.postern.policy.Verification;
import io.postern.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** What administration does to copies that are on their way or at their recipient's door. */
final class DecidedRights implements HeldCopies {
  private static final Duration FOR_GOOD = Duration.ofDays(36_500);

  private final Database database;
  private final InstantSource clock;

  DecidedRights(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Nothing is held yet: holding comes together with {@code postern queue release}, because a copy
   * that nobody can release would be lost. Until then what got its 250 before is still delivered.
   */
  @Override
  public int hold(Cause cause) {
    return 0;
  }

  @Override
  public int rightDeleted(long organisation, byte[] recipientHash, ProvenRight.Method method) {
    Instant now = clock.instant();
    Verification verification =
        switch (method) {
          case SMS -> Verification.SMS;
          case ACCESS_CODE -> Verification.ACCESS_CODE;
        };
    return database.write(tx ->
        tx.update(
            """
            UPDATE copy SET locked_until = ?
            WHERE organisation = ? AND recipient_hash = ? AND verification = ? AND state = ?
              AND opened_at IS NULL AND row_taken IN ('sms', 'code')
            """,
            now.plus(FOR_GOOD),
            organisation,
            recipientHash,
            verification.name(),
            CopyState.NOTIFIED.name()));
  }
}
