package io.postern.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Which addresses did not answer when they were last tried, so that a dead host is backed off once
 * and not for each mail that waits for it (SPEC 7.6). In memory; a restart asks everybody anew.
 *
 * <p>What is remembered is silence, and all it does is spare a connection: nobody is held for weak
 * or strong by it, and no requirement changes. When an outage's pause is over, one attempt goes to
 * see; the others wait until that one has come back. Thread-safe.
 */
final class Outages {
  private static final Duration FIRST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofHours(1);

  /** Whoever went to see and said nothing for so long is given up. */
  private static final Duration SEEING = Duration.ofMinutes(6);

  private static final int MOST = 20_000;

  private final InstantSource clock;
  private final RandomGenerator random;
  private final Cache<InetSocketAddress, Outage> known =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(Duration.ofHours(3)).build();

  /**
   * @param failures tries that found it silent, one after the other
   * @param nextTry not before then
   * @param seen when somebody went to see last; {@link Instant#MIN} when that one is back
   */
  private record Outage(int failures, Instant nextTry, Instant seen) {}

  Outages(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /**
   * Whether to spare oneself the connection: then, until when. When empty, connect, and say what
   * came of it.
   */
  Optional<Instant> of(InetSocketAddress address) {
    Instant now = clock.instant();
    Outage[] spared = new Outage[1];
    known
        .asMap()
        .computeIfPresent(
            address,
            (where, outage) -> {
              if (now.isBefore(outage.nextTry)) {
                spared[0] = outage;
                return outage;
              }
              if (now.isBefore(outage.seen.plus(SEEING))) {
                spared[0] = new Outage(outage.failures, now.plus(FIRST), outage.seen);
                return outage;
              }
              return new Outage(outage.failures, outage.nextTry, now);
            });
    return Optional.ofNullable(spared[0]).map(Outage::nextTry);
  }

  /**
   * It did not answer; when to try again. Of those who find out together, only the first counts.
   */
  Instant silent(InetSocketAddress address) {
    Instant now = clock.instant();
    return known
        .asMap()
        .merge(
            address,
            new Outage(1, now.plus(pause(1)), Instant.MIN),
            (outage, first) ->
                now.isBefore(outage.nextTry)
                    ? outage
                    : new Outage(
                        outage.failures + 1, now.plus(pause(outage.failures + 1)), Instant.MIN))
        .nextTry;
  }

  /** It answered, whatever it said. */
  void answered(InetSocketAddress address) {
    known.invalidate(address);
  }

  /** An administrator wants everything tried now. */
  void forget() {
    known.invalidateAll();
  }

  private Duration pause(int failures) {
    Duration pause = FIRST.multipliedBy(1L << Math.min(failures - 1, 10));
    long millis = (pause.compareTo(LONGEST) > 0 ? LONGEST : pause).toMillis();
    return Duration.ofMillis(millis - millis / 10 + random.nextLong(millis / 5 + 1));
  }
}
