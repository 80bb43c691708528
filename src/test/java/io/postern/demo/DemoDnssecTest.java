package io.postern.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.dnssec.ValidatingResolver;

/** A validator that was not written here believes, and doubts, what the small internet signs. */
class DemoDnssecTest {

  private DemoDns dns;
  private ValidatingResolver validator;

  @BeforeEach
  void open() throws IOException {
    dns = new DemoDns(InetAddress.getLoopbackAddress(), 0, InstantSource.system());
    inhabit("plain.example").inhabit("safe.example").inhabit("old.example");
    inhabit("false.example").inhabit("bare.example").inhabit("key.example");
    inhabit("silent.example").inhabit("island.safe.example").inhabit("deep.safe.example");
    dns.signed("safe.example").bogus("false.example").zone("old.example", Signing.EXPIRED);
    dns.zone("bare.example", Signing.STRIPPED).zone("key.example", Signing.WRONG_KEY);
    dns.zone("silent.example", Signing.UNPROVEN).zone("island.safe.example", Signing.UNSIGNED);
    dns.signed("deep.safe.example");
    dns.a("*.wild.safe.example", InetAddress.ofLiteral("192.0.2.9"));
    dns.cname("to-plain.safe.example", "mx.plain.example");
    dns.cname("to-false.safe.example", "mx.false.example");
    dns.cname("to-safe.plain.example", "mx.safe.example");
    dns.cname("to-none.safe.example", "none.safe.example");
    dns.tlsa("mx.safe.example", 25, 3, 1, 1, new byte[32]);
    SimpleResolver plain = new SimpleResolver(dns.address());
    plain.setTimeout(Duration.ofSeconds(5));
    validator = new ValidatingResolver(plain);
    validator.loadTrustAnchors(
        new ByteArrayInputStream(dns.trustAnchor().getBytes(StandardCharsets.US_ASCII)));
  }

  private DemoDnssecTest inhabit(String domain) {
    dns.mx(domain, 10, "mx." + domain).a("mx." + domain, InetAddress.ofLiteral("192.0.2.1"));
    return this;
  }

  @AfterEach
  void close() {
    dns.close();
  }

  @ParameterizedTest
  @CsvSource({
    "safe.example,              MX,   NOERROR,  secure",
    "mx.safe.example,           A,    NOERROR,  secure",
    "mx.safe.example,           AAAA, NOERROR,  secure",
    "_25._tcp.mx.safe.example,  TLSA, NOERROR,  secure",
    "_tcp.mx.safe.example,      TLSA, NOERROR,  secure",
    "none.safe.example,         A,    NXDOMAIN, secure",
    "a.none.safe.example,       A,    NXDOMAIN, secure",
    "any.wild.safe.example,     A,    NOERROR,  secure",
    "any.wild.safe.example,     MX,   NOERROR,  secure",
    "a.b.wild.safe.example,     A,    NOERROR,  secure",
    "to-none.safe.example,      A,    NXDOMAIN, secure",
    "deep.safe.example,         MX,   NOERROR,  secure",
    "island.safe.example,       MX,   NOERROR,  insecure",
    "nobody.example,            MX,   NXDOMAIN, secure",
    "example,                   MX,   NOERROR,  secure",
    "plain.example,             MX,   NOERROR,  insecure",
    "plain.example,             TXT,  NOERROR,  insecure",
    "none.plain.example,        A,    NXDOMAIN, insecure",
    "to-plain.safe.example,     A,    NOERROR,  insecure",
    "to-safe.plain.example,     A,    NOERROR,  insecure",
    "to-false.safe.example,     A,    SERVFAIL, bogus",
    "false.example,             MX,   SERVFAIL, bogus",
    "none.false.example,        MX,   SERVFAIL, bogus",
    "old.example,               MX,   SERVFAIL, bogus",
    "bare.example,              MX,   SERVFAIL, bogus",
    "key.example,               MX,   SERVFAIL, bogus",
    "silent.example,            MX,   SERVFAIL, bogus",
    "none.silent.example,       MX,   SERVFAIL, bogus",
  })
  void isWorth(String name, String type, String rcode, String worth) throws IOException {
    Message answer = ask(name, Type.value(type));
    assertThat(Rcode.string(answer.getRcode())).isEqualTo(rcode);
    assertThat(answer.getHeader().getFlag(Flags.AD)).isEqualTo(worth.equals("secure"));
  }

  @Test
  void aZoneCanBecomeSignedAndBogusWhileTheServerRuns() throws IOException {
    dns.signed("plain.example");
    assertThat(ask("plain.example", Type.MX).getHeader().getFlag(Flags.AD)).isTrue();
    dns.bogus("plain.example");
    assertThat(ask("plain.example", Type.TXT).getRcode()).isEqualTo(Rcode.SERVFAIL);
  }

  @Test
  void whoDoesNotWantSignaturesGetsNone() throws IOException {
    SimpleResolver plain = new SimpleResolver(dns.address());
    plain.setEDNS(-1);
    assertThat(plain.send(query("safe.example", Type.MX)).toString()).doesNotContain("RRSIG");
    assertThat(plain.send(query("no.safe.example", Type.MX)).toString()).doesNotContain("NSEC");
  }

  private Message ask(String name, int type) throws IOException {
    return validator.send(query(name, type));
  }

  private static Message query(String name, int type) throws IOException {
    return Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), type, DClass.IN));
  }
}
