package io.postern.seal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/** Ten evaluations within any 24 h for each organisation and recipient. Thread-safe. */
final class PepperCount {
  private static final int A_DAY = 10;
  private static final Duration DAY = Duration.ofDays(1);

  private final InstantSource clock;
  private final Map<String, ArrayDeque<Instant>> spent = new HashMap<>();
  private Instant tidied;

  PepperCount(InstantSource clock) {
    this.clock = clock;
    this.tidied = clock.instant();
  }

  /**
   * @param who names organisation and recipient without saying them
   */
  synchronized void spend(String who) throws PepperExhausted {
    Instant now = clock.instant();
    Instant since = now.minus(DAY);
    if (tidied.plus(Duration.ofHours(1)).isBefore(now)) {
      spent.values().removeIf(all -> !all.getLast().isAfter(since));
      tidied = now;
    }
    ArrayDeque<Instant> all = spent.computeIfAbsent(who, first -> new ArrayDeque<>(2));
    while (!all.isEmpty() && !all.getFirst().isAfter(since)) {
      all.removeFirst();
    }
    if (all.size() >= A_DAY) {
      throw new PepperExhausted();
    }
    all.addLast(now);
  }

  /** The newest evaluation was no guess. */
  synchronized void giveBack(String who) {
    ArrayDeque<Instant> all = spent.get(who);
    if (all != null) {
      all.pollLast();
      if (all.isEmpty()) {
        spent.remove(who);
      }
    }
  }
}
