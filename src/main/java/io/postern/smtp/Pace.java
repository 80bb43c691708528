package io.postern.smtp;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Whether a client sends fast enough. Only time spent waiting for it counts: when our own disk is
 * slow, the client is not to blame. A window is ten slots; at the end of each slot, the ten before
 * it must hold enough.
 */
final class Pace {
  private static final int SLOTS = 10;

  private final InstantSource clock;
  private final Instant end;
  private final long slotNanos;
  private final long least;
  private final long[] slots = new long[SLOTS];
  private long slot;
  private long waitedNanos;
  private boolean late;

  Pace(DataLimits limits, InstantSource clock) {
    this.clock = clock;
    this.end = clock.instant().plus(limits.total());
    this.slotNanos = limits.window().toNanos() / SLOTS;
    this.least = Math.max(1, limits.bytesPerSecond() * limits.window().toMillis() / 1000);
  }

  /** How long to wait if nothing more comes; not positive when it is over already. */
  Duration patience() {
    if (late) {
      return Duration.ZERO;
    }
    Duration left = Duration.between(clock.instant(), end);
    Duration slow = Duration.ofNanos(firstThinWindow() * slotNanos - waitedNanos);
    return slow.compareTo(left) < 0 ? slow : left;
  }

  /** Notes that so many octets came after waiting since an instant. */
  void came(int octets, Instant since) {
    long due = firstThinWindow() * slotNanos;
    waitedNanos += Math.max(0, Duration.between(since, clock.instant()).toNanos());
    // What comes after the deadline comes too late, however little after: timers are not exact.
    late |= waitedNanos >= due;
    long now = waitedNanos / slotNanos;
    for (long passed = Math.max(slot + 1, now - SLOTS + 1); passed <= now; passed++) {
      slots[(int) (passed % SLOTS)] = 0;
    }
    slot = now;
    slots[(int) (slot % SLOTS)] += octets;
  }

  /**
   * The slot boundary at which the window before it would hold too little, were nothing to come.
   */
  private long firstThinWindow() {
    long boundary = Math.max(SLOTS, slot + 1);
    while (sumOfWindowBefore(boundary) >= least) {
      boundary++;
    }
    return boundary;
  }

  private long sumOfWindowBefore(long boundary) {
    long sum = 0;
    for (long s = Math.max(0, boundary - SLOTS); s <= slot && s < boundary; s++) {
      sum += slots[(int) (s % SLOTS)];
    }
    return sum;
  }
}
