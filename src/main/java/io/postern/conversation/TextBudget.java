package io.postern.conversation;

import io.postern.store.Tx;
import java.time.Duration;
import java.time.Instant;

/**
 * An organisation's daily budget of text messages (SPEC 8.3), by the days of UTC. Counted in the
 * store, within the transaction that queues the text.
 */
final class TextBudget {
  private static final Duration DAY = Duration.ofDays(1);

  private TextBudget() {}

  /** Takes one text of today's budget; false when none is left. */
  static boolean take(Tx tx, long organisation, int perDay, Instant now) {
    return perDay > 0
        && tx.update(
                """
                INSERT INTO texts_sent (organisation, day, sent) VALUES (?, ?, 1)
                ON CONFLICT (organisation, day) DO UPDATE SET sent = texts_sent.sent + 1
                WHERE texts_sent.sent < ?
                """,
                organisation,
                day(now),
                perDay)
            == 1;
  }

  /** How many were taken today. */
  static long taken(Tx tx, long organisation, Instant now) {
    return tx.one(
            "SELECT sent FROM texts_sent WHERE organisation = ? AND day = ?",
            r -> r.getLong(1),
            organisation,
            day(now))
        .orElse(0L);
  }

  /** When the next day's budget begins. */
  static Instant nextDay(Instant now) {
    return Instant.EPOCH.plus(DAY.multipliedBy(day(now) + 1));
  }

  private static long day(Instant now) {
    return Math.floorDiv(now.toEpochMilli(), DAY.toMillis());
  }
}
