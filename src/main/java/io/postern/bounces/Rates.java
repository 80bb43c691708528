package io.postern.bounces;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Objects;

/** Counts messages per client and minute. Thread-safe. */
final class Rates {
  private static final int MOST_CLIENTS = 50_000;
  private static final long MINUTE = 60_000;

  private final int perMinute;
  private final InstantSource clock;
  private final Cache<ByteBuffer, Count> counts =
      Caffeine.newBuilder().maximumSize(MOST_CLIENTS).build();

  private record Count(long minute, int messages) {}

  Rates(int perMinute, InstantSource clock) {
    this.perMinute = perMinute;
    this.clock = clock;
  }

  /** Counts one more; false when that is one too many. */
  boolean take(InetAddress client) {
    long minute = clock.millis() / MINUTE;
    Count count =
        counts
            .asMap()
            .compute(
                key(client),
                (any, before) ->
                    before == null || before.minute != minute
                        ? new Count(minute, 1)
                        : new Count(minute, before.messages + 1));
    return Objects.requireNonNull(count).messages <= perMinute;
  }

  /** An IPv6 client owns a /64 at least: its addresses are one. */
  private static ByteBuffer key(InetAddress client) {
    byte[] octets = client.getAddress();
    return ByteBuffer.wrap(client instanceof Inet6Address ? Arrays.copyOf(octets, 8) : octets);
  }
}
