package io.postern.config;

import io.postern.dns.DnssecMode;
import io.postern.dns.ResolverSettings;
import io.postern.dns.TrustAnchors;
import io.postern.setting.Setting;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How the DNS is asked, and what is believed of it (SPEC 7.2). */
public record DnsSection(
    @Setting(
            value = "Recursive resolvers, asked in this order. None: those of the system.",
            example = "[127.0.0.1:53]")
        List<InetSocketAddress> servers,
    @Setting(
            value =
                "Who checks signatures (DNSSEC). validate: the gateway itself; any server will do"
                    + " that passes signatures on. trust-ad: the servers, whose AD bit is believed;"
                    + " all of them have to be named above and on loopback.",
            byDefault = "validate")
        DnssecMode dnssec,
    @Setting(
            value =
                "Keys to trust instead of the root's own, as DS or DNSKEY lines of a zone file."
                    + " They stay as they are in the file; without it the gateway follows the"
                    + " root's changes of keys by itself.",
            example = "/usr/share/dns/root.key")
        Optional<Path> trustAnchors,
    @Setting(
            value = "How long one query waits for its answer.",
            byDefault = "1s",
            min = 1,
            max = 30_000)
        Duration timeout,
    @Setting(value = "How often each server is asked one query.", byDefault = "2", min = 1, max = 5)
        int tries,
    @Setting(
            value = "How long one look-up may take in all, with its aliases and keys.",
            byDefault = "2s",
            min = 1,
            max = 60_000)
        Duration lookUp,
    @Setting(
            value =
                "Processor time for the signatures of one look-up. A zone that needs more is given"
                    + " up, and mail for it waits.",
            byDefault = "50ms",
            min = 1,
            max = 60_000)
        Duration processor,
    @Setting(value = "How many answers are kept.", byDefault = "20000", min = 1, max = 10_000_000)
        int cacheEntries) {
  public DnsSection {
    servers = List.copyOf(servers);
    if (dnssec == DnssecMode.TRUST_AD && !ResolverSettings.allOnLoopback(servers)) {
      throw new IllegalArgumentException(
          "dnssec: trust-ad wants servers, and all of them on loopback");
    }
  }

  /**
   * The same as the resolver wants it.
   *
   * @param state the folder that remembers the root's keys
   * @throws IOException with one line for the operator, when the trust anchors cannot be read
   */
  public ResolverSettings settings(Path state) throws IOException {
    return new ResolverSettings(
        servers,
        dnssec,
        trustAnchors.isPresent() ? TrustAnchors.read(trustAnchors.get()) : TrustAnchors.builtIn(),
        trustAnchors.isPresent() ? Optional.empty() : Optional.of(state),
        new ResolverSettings.Limits(timeout, tries, lookUp, processor),
        cacheEntries);
  }
}
