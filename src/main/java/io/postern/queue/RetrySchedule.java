package io.postern.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * When to try again (SPEC 7.6).
 *
 * @param first pause after the first failure
 * @param longest no pause is longer
 * @param giveUpAfter counted from when the item was queued
 */
public record RetrySchedule(Duration first, Duration longest, Duration giveUpAfter) {

  /** 1 min, doubling to 1 h, for 48 h. */
  public static final RetrySchedule DEFAULT =
      new RetrySchedule(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofHours(48));

  /** The next try after this many failed ones before it, with a fifth of jitter. */
  public Instant next(Instant now, int failedBefore, RandomGenerator random) {
    Duration pause = first.multipliedBy(1L << Math.min(failedBefore, 20));
    if (pause.compareTo(longest) > 0) {
      pause = longest;
    }
    long millis = pause.toMillis();
    return now.plusMillis(millis - millis / 10 + random.nextLong(millis / 5 + 1));
  }

  /** Whether the item's time is over. */
  public boolean isOver(Instant queuedAt, Instant now) {
    return !now.isBefore(queuedAt.plus(giveUpAfter));
  }
}
