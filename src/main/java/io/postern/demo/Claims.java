package io.postern.demo;

import java.net.InetAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What the domains of the small internet say of themselves in the DNS: whose zone is signed, which
 * key a mail host has (RFC 7672), who takes part in NTA 7516, who has an MTA-STS policy (RFC 8461).
 */
final class Claims {
  private static final String NTA = "v=NTA7516-1;startdate=2020-01;enddate=2099-12;provider=demo";

  /** MTA-STS policies by domain: one names the host its mail goes to, the other does not. */
  static final Map<String, String> POLICIES =
      Map.of(
          "polder.example", policy("mx.polder.example"),
          "kreek.example", policy("mx.elders.example"));

  private final DemoDns dns;
  private final int port;

  /**
   * @param port at which mail hosts listen, which TLSA records name
   */
  Claims(DemoDns dns, int port) {
    this.dns = dns;
    this.port = port;
  }

  /** Publishes everything about these hosts. */
  void publish(Map<String, DemoMx> hosts) {
    sender();
    for (String domain : List.of("haven.example", "huisarts.example")) {
      dns.signed(domain);
      key(host(hosts, domain), (byte) 0);
    }
    dns.txt("huisarts.example", NTA);
    dns.signed("sluis.example");
    key(host(hosts, "sluis.example"), (byte) 1);
    dns.bogus("terp.example");
    // In an unsigned zone anybody may have written it: it counts for nothing.
    key(host(hosts, "veer.example"), (byte) 0);
    POLICIES
        .keySet()
        .forEach(domain -> {
          dns.txt("_mta-sts." + domain, "v=STSv1; id=20261125");
          dns.a("mta-sts." + domain, InetAddress.getLoopbackAddress());
        });
  }

  /** The demo's own organisation may send under NTA 7516: all that it wants is there. */
  private void sender() {
    String domain = "stanna.example";
    dns.signed(domain).txt(domain, NTA).txt(domain, "v=spf1 ip4:127.0.0.0/8 -all");
    dns.txt("_dmarc." + domain, "v=DMARC1; p=reject");
  }

  private static DemoMx host(Map<String, DemoMx> hosts, String domain) {
    DemoMx host = hosts.get("mx." + domain);
    if (host == null) {
      throw new IllegalStateException("no host for " + domain);
    }
    return host;
  }

  /**
   * DANE-EE, public key, SHA-256 (RFC 7671 section 5.1).
   *
   * @param wrong added to the first octet: 0 publishes the key that the host has
   */
  private void key(DemoMx host, byte wrong) {
    byte[] digest = sha256(host.publicKey());
    byte[] published = Arrays.copyOf(digest, digest.length);
    published[0] += wrong;
    dns.tlsa(host.name(), port, 3, 1, 1, published);
  }

  private static byte[] sha256(byte[] octets) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(octets);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every JDK has SHA-256", impossible);
    }
  }

  private static String policy(String host) {
    return "version: STSv1\r\nmode: enforce\r\nmx: " + host + "\r\nmax_age: 86400\r\n";
  }
}
