package io.postern.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.dns.Answer;
import io.postern.dns.DnsResolver;
import io.postern.dns.HostAnswer;
import io.postern.dns.ResolverSettings;
import io.postern.dns.Tlsa;
import io.postern.interop.SignedZones.Kind;
import io.postern.interop.SignedZones.Worth;
import io.postern.interop.SignedZones.Zone;
import io.postern.smtp.Domain;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Type;

/**
 * Zones signed by knot: we, validating what knot and unbound hand us, and we, believing unbound,
 * say of every name what unbound says.
 */
@Tag("interop")
@Timeout(120)
class SignedZonesTest {

  @TempDir static Path folder;
  private static SignedZones dns;
  private static List<DnsResolver> ours = List.of();

  @BeforeAll
  static void start() throws Exception {
    String[] records = {
      "@ IN MX 10 mx",
      "mx IN A 127.0.0.9",
      "mx IN AAAA ::1",
      "_25._tcp.mx IN TLSA 3 1 1 " + "ab".repeat(32),
      "@ IN TXT \"v=spf1 -all\"",
      "*.wild IN A 127.0.0.10",
      "a.b.empty IN A 127.0.0.11",
      "to-good IN CNAME mx.good.test.",
      "to-hashed IN CNAME mx.hashed.test.",
      "to-plain IN CNAME mx.plain.test.",
      "to-bogus IN CNAME mx.bogus.test.",
      "to-none IN CNAME none.good.test.",
      "away IN DNAME good.test."
    };
    dns =
        SignedZones.start(
            folder,
            Zone.of("good.test", Kind.SIGNED, records),
            Zone.of("hashed.test", Kind.SIGNED_NSEC3, records),
            Zone.of("plain.test", Kind.UNSIGNED, records),
            Zone.of("bogus.test", Kind.WRONG_DS, records),
            Zone.of("deep.good.test", Kind.SIGNED_NSEC3, records),
            Zone.of("island.good.test", Kind.UNSIGNED, records),
            Zone.of("island.hashed.test", Kind.UNSIGNED, records),
            Zone.of("torn.good.test", Kind.WRONG_DS, records));
    ours =
        List.of(
            resolver(ResolverSettings.validating(at(dns.authority()), dns.anchors())),
            resolver(ResolverSettings.validating(at(dns.resolver()), dns.anchors())),
            resolver(ResolverSettings.trusting(at(dns.resolver()))));
  }

  private static List<InetSocketAddress> at(InetSocketAddress server) {
    return List.of(server);
  }

  private static DnsResolver resolver(ResolverSettings settings) throws IOException {
    Duration patience = Duration.ofSeconds(10);
    return new DnsResolver(
        settings.with(new ResolverSettings.Limits(patience, 2, patience, patience)),
        InstantSource.system());
  }

  @AfterAll
  static void stop() {
    ours.forEach(DnsResolver::close);
    if (dns != null) {
      dns.close();
    }
  }

  @ParameterizedTest(name = "{1} {0}: {2} {3}")
  @CsvSource({
    "good.test,                   MX,   FOUND,        SECURE",
    "good.test,                   TXT,  FOUND,        SECURE",
    "mx.good.test,                MX,   NO_DATA,      SECURE",
    "mx.good.test,                A,    FOUND,        SECURE",
    "mx.good.test,                TLSA, FOUND,        SECURE",
    "good.test,                   TLSA, NO_SUCH_NAME, SECURE",
    "none.good.test,              A,    NO_SUCH_NAME, SECURE",
    "any.wild.good.test,          A,    FOUND,        SECURE",
    "any.wild.good.test,          TXT,  NO_DATA,      SECURE",
    "b.empty.good.test,           A,    NO_DATA,      SECURE",
    "to-hashed.good.test,         A,    FOUND,        SECURE",
    "to-none.good.test,           A,    NO_SUCH_NAME, SECURE",
    "mx.away.good.test,           A,    FOUND,        SECURE",
    "hashed.test,                 MX,   FOUND,        SECURE",
    "mx.hashed.test,              TXT,  NO_DATA,      SECURE",
    "none.hashed.test,            TXT,  NO_SUCH_NAME, INSECURE",
    "hashed.test,                 TLSA, NO_SUCH_NAME, INSECURE",
    "any.wild.hashed.test,        A,    FOUND,        INSECURE",
    "deep.good.test,              MX,   FOUND,        SECURE",
    "to-good.deep.good.test,      A,    FOUND,        SECURE",
    "plain.test,                  MX,   FOUND,        INSECURE",
    "mx.plain.test,               TXT,  NO_DATA,      INSECURE",
    "mx.plain.test,               TLSA, FOUND,        INSECURE",
    "none.plain.test,             A,    NO_SUCH_NAME, INSECURE",
    "island.good.test,            MX,   FOUND,        INSECURE",
    "none.island.good.test,       MX,   NO_SUCH_NAME, INSECURE",
    "island.hashed.test,          MX,   FOUND,        INSECURE",
    "to-plain.good.test,          A,    FOUND,        INSECURE",
    "to-good.plain.test,          A,    FOUND,        INSECURE",
    "to-bogus.good.test,          A,    FAILED,       BOGUS",
    "to-bogus.plain.test,         A,    FAILED,       BOGUS",
    "bogus.test,                  MX,   FAILED,       BOGUS",
    "mx.bogus.test,               TXT,  FAILED,       BOGUS",
    "none.bogus.test,             A,    FAILED,       BOGUS",
    "torn.good.test,              MX,   FAILED,       BOGUS",
  })
  void weSayWhatUnboundSays(String name, String type, Answer.Status status, Worth worth)
      throws Exception {
    String asked = type.equals("TLSA") ? "_25._tcp." + name : name;
    assertThat(dns.worth(asked, Type.value(type))).as("unbound").isEqualTo(worth);
    for (DnsResolver resolver : ours) {
      Answer<?> answer = ask(resolver, Domain.of(name), type);
      assertThat(answer.status()).as(answer.why()).isEqualTo(status);
      assertThat(answer.security().name()).as(answer.why()).isEqualTo(worth.name());
    }
  }

  @Test
  void tlsaRecordsComeAsTheyStandInTheZone() {
    byte[] digest = new byte[32];
    Arrays.fill(digest, (byte) 0xab);
    for (DnsResolver resolver : ours) {
      assertThat(resolver.tlsa(Domain.of("mx.good.test"), 25).records())
          .containsExactly(new Tlsa(3, 1, 1, digest));
    }
  }

  @Test
  void theFirstStepOfAnAliasKeepsItsWorth() {
    for (DnsResolver resolver : ours) {
      HostAnswer host = resolver.host(Domain.of("to-plain.good.test"));
      assertThat(host.firstStep()).isEqualTo(Answer.Security.SECURE);
      assertThat(host.addresses().security()).isEqualTo(Answer.Security.INSECURE);
      assertThat(host.canonical()).isEqualTo(Domain.of("mx.plain.test"));
    }
  }

  @Test
  void aProgramCanBeMadeToAskUnbound() throws Exception {
    String said =
        Program.run(folder, "", dns.resolvingHere(List.of("getent", "ahostsv4", "mx.good.test")));
    assertThat(said).contains("127.0.0.9");
  }

  private static Answer<?> ask(DnsResolver resolver, Domain name, String type) {
    return switch (type) {
      case "MX" -> resolver.mx(name);
      case "TXT" -> resolver.txt(name);
      case "TLSA" -> resolver.tlsa(name, 25);
      case "A" -> resolver.addresses(name);
      default -> throw new IllegalArgumentException(type);
    };
  }
}
