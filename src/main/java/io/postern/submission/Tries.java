package io.postern.submission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Failed sign-ins per login and client address. A secret has 256 bits and cannot be guessed; this
 * keeps a misconfigured or hostile client from filling the log, and others who come from the same
 * address or use the same login do not suffer for it. Thread-safe.
 */
final class Tries {
  private static final int MOST = 10;
  private static final Duration MEMORY = Duration.ofMinutes(10);
  private static final int MOST_REMEMBERED = 100_000;

  private record Who(InetAddress client, String login) {}

  private final Cache<Who, AtomicInteger> failed;

  Tries(InstantSource clock) {
    failed =
        Caffeine.newBuilder()
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .expireAfterWrite(MEMORY)
            .maximumSize(MOST_REMEMBERED)
            .build();
  }

  boolean tooMany(InetAddress client, String login) {
    AtomicInteger count = failed.getIfPresent(new Who(client, login));
    return count != null && count.get() >= MOST;
  }

  /** Notes a failure. The first one starts the ten minutes. */
  void failed(InetAddress client, String login) {
    failed.get(new Who(client, login), _ -> new AtomicInteger()).incrementAndGet();
  }

  void succeeded(InetAddress client, String login) {
    failed.invalidate(new Who(client, login));
  }
}
