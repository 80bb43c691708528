package io.postern.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * How to reach the DNS.
 *
 * @param servers recursive resolvers, asked in this order; default: none, which means those of the
 *     system ({@code /etc/resolv.conf}). Example: {@code 127.0.0.1:5353}
 * @param timeout how long one query waits for its answer; default 2 s (SPEC 7.2)
 * @param tries how often each server is asked one query; default 2, at most 5
 * @param cacheEntries how many answers are kept; default 20,000
 */
public record ResolverSettings(
    List<InetSocketAddress> servers, Duration timeout, int tries, int cacheEntries) {

  public static final ResolverSettings DEFAULT =
      new ResolverSettings(List.of(), Duration.ofSeconds(2), 2, 20_000);

  public ResolverSettings {
    servers = List.copyOf(servers);
    if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(Duration.ofSeconds(30)) > 0) {
      throw new IllegalArgumentException("timeout: more than 0, at most 30 s");
    }
    if (tries < 1 || tries > 5) {
      throw new IllegalArgumentException("tries: 1 to 5");
    }
    if (cacheEntries < 1) {
      throw new IllegalArgumentException("cacheEntries: at least 1");
    }
  }

  /** The defaults, with these servers. */
  public static ResolverSettings of(List<InetSocketAddress> servers) {
    return new ResolverSettings(servers, DEFAULT.timeout, DEFAULT.tries, DEFAULT.cacheEntries);
  }
}
