package io.postern.dns;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How to reach the DNS, and what to believe of it.
 *
 * @param servers recursive resolvers, asked in this order; none: those of the system
 * @param mode who checks signatures; {@code TRUST_AD} only with servers on loopback
 * @param anchors what is believed when we validate
 * @param stateFolder where it is kept which keys of the root came and went (RFC 5011); empty: the
 *     anchors stay as they are
 * @param limits what one look-up may cost
 * @param cacheEntries how many answers are kept
 */
public record ResolverSettings(
    List<InetSocketAddress> servers,
    DnssecMode mode,
    TrustAnchors anchors,
    Optional<Path> stateFolder,
    Limits limits,
    int cacheEntries) {

  /**
   * What one look-up may cost.
   *
   * @param timeout how long one query waits for its answer; at most 30 s
   * @param tries how often each server is asked one query; 1 to 5
   * @param lookUp how long everything together may take, aliases and keys included; at most 60 s
   * @param processor how much processor time its signatures may take
   */
  public record Limits(Duration timeout, int tries, Duration lookUp, Duration processor) {

    /** SPEC 7.2. */
    public static final Limits DEFAULT =
        new Limits(Duration.ofSeconds(1), 2, Duration.ofSeconds(2), Duration.ofMillis(50));

    public Limits {
      within("timeout", timeout, Duration.ofSeconds(30));
      within("look-up", lookUp, Duration.ofSeconds(60));
      within("processor", processor, Duration.ofSeconds(60));
      if (tries < 1 || tries > 5) {
        throw new IllegalArgumentException("tries: 1 to 5");
      }
    }

    private static void within(String name, Duration value, Duration most) {
      if (value.isNegative() || value.isZero() || value.compareTo(most) > 0) {
        throw new IllegalArgumentException(name + ": more than 0, at most " + most.toSeconds());
      }
    }
  }

  private static final int ENTRIES = 20_000;

  public ResolverSettings {
    servers = List.copyOf(servers);
    if (cacheEntries < 1) {
      throw new IllegalArgumentException("cacheEntries: at least 1");
    }
    if (mode == DnssecMode.TRUST_AD && !allOnLoopback(servers)) {
      throw new IllegalArgumentException("trust-ad wants servers, and all of them on loopback");
    }
  }

  /** We validate with these anchors; the defaults for the rest. */
  public static ResolverSettings validating(List<InetSocketAddress> servers, TrustAnchors anchors) {
    return new ResolverSettings(
        servers, DnssecMode.VALIDATE, anchors, Optional.empty(), Limits.DEFAULT, ENTRIES);
  }

  /** These servers validate; all of them on loopback. The defaults for the rest. */
  public static ResolverSettings trusting(List<InetSocketAddress> servers) {
    return new ResolverSettings(
        servers,
        DnssecMode.TRUST_AD,
        TrustAnchors.builtIn(),
        Optional.empty(),
        Limits.DEFAULT,
        ENTRIES);
  }

  /** The same with other limits. */
  public ResolverSettings with(Limits other) {
    return new ResolverSettings(servers, mode, anchors, stateFolder, other, cacheEntries);
  }

  /** Whether there are servers and an AD bit of each of them can have no forger (SPEC 7.2). */
  public static boolean allOnLoopback(List<InetSocketAddress> servers) {
    return !servers.isEmpty()
        && servers.stream().allMatch(s -> !s.isUnresolved() && s.getAddress().isLoopbackAddress());
  }
}
