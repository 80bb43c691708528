package io.postern.config;

import io.postern.dns.ResolverSettings;
import io.postern.setting.Setting;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** How the DNS is asked. */
public record DnsSection(
    @Setting(
            value = "Recursive resolvers, asked in this order. None: those of the system.",
            example = "[127.0.0.1:53]")
        List<InetSocketAddress> servers,
    @Setting(
            value = "How long one query waits for its answer.",
            byDefault = "2s",
            min = 1,
            max = 30_000)
        Duration timeout,
    @Setting(value = "How often each server is asked one query.", byDefault = "2", min = 1, max = 5)
        int tries,
    @Setting(value = "How many answers are kept.", byDefault = "20000", min = 1, max = 10_000_000)
        int cacheEntries) {
  public DnsSection {
    servers = List.copyOf(servers);
  }

  /** The same as the resolver wants it. */
  public ResolverSettings settings() {
    return new ResolverSettings(servers, timeout, tries, cacheEntries);
  }
}
