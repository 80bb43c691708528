package io.postern.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.demo.DemoDns;
import io.postern.smtp.Domain;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Zones made to be expensive: what is spent on each is bounded, and the verdict is trouble. */
@Timeout(60)
class CostlyZonesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final ResolverSettings.Limits PATIENT =
      new ResolverSettings.Limits(PATIENCE, 1, PATIENCE, PATIENCE);

  private DemoDns server;

  @BeforeEach
  void open() throws IOException {
    server = new DemoDns(InetAddress.getLoopbackAddress(), 0, InstantSource.system());
    server.mx("safe.example", 10, "mx.safe.example").signed("safe.example");
    server.a("mx.safe.example", InetAddress.ofLiteral("192.0.2.1"));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Answer<?> ask(ResolverSettings.Limits limits, String name, int type) throws IOException {
    try (DnsResolver resolver =
        new DnsResolver(
            ResolverSettings.validating(
                    List.of(server.address()), TrustAnchors.parse(server.trustAnchor()))
                .with(limits),
            InstantSource.system())) {
      return resolver.ask(Name.fromConstantString(name + "."), type);
    }
  }

  private void isGivenUp(String name, int type, String why) throws IOException {
    Answer<?> answer = ask(PATIENT, name, type);
    assertThat(answer.status()).isEqualTo(Answer.Status.FAILED);
    assertThat(answer.why()).contains(why);
    assertThat(server.asked()).hasSizeLessThanOrEqualTo(LookUp.MOST_QUERIES);
  }

  @Test
  void manySignaturesOnOneSet() throws IOException {
    touching(Type.MX, answer -> withCopies(answer, 30));
    isGivenUp("safe.example", Type.MX, "too many signatures");
  }

  @Test
  void eightFalseSignaturesOnEverySetOfManyAliases() throws IOException {
    for (int i = 0; i < 8; i++) {
      server.cname("a" + i + ".safe.example", "a" + (i + 1) + ".safe.example");
    }
    server.a("a8.safe.example", InetAddress.ofLiteral("192.0.2.1"));
    server.touchingUp(answer ->
        answer.getQuestion().getName().toString().startsWith("a") ? withCopies(answer, 7) : answer);
    isGivenUp("a0.safe.example", Type.A, "");
  }

  @Test
  void manyKeysOfOneTag() throws IOException {
    touching(
        Type.DNSKEY,
        answer -> {
          for (Record record : List.copyOf(answer.getSection(Section.ANSWER))) {
            if (record instanceof DNSKEYRecord key && key.getName().toString().startsWith("safe")) {
              for (int i = 0; i < 10; i++) {
                answer.addRecord(twin(key, i), Section.ANSWER);
              }
            }
          }
          return answer;
        });
    isGivenUp("safe.example", Type.MX, "too many keys of one tag");
  }

  @Test
  void manyKeys() throws IOException {
    touching(
        Type.DNSKEY,
        answer -> {
          Record first = answer.getSection(Section.ANSWER).getFirst();
          if (first instanceof DNSKEYRecord key && key.getName().toString().startsWith("safe")) {
            for (int i = 0; i < 40; i++) {
              answer.addRecord(other(key, i), Section.ANSWER);
            }
          }
          return answer;
        });
    isGivenUp("safe.example", Type.MX, "too many keys");
  }

  @Test
  void manyRoundsOfHashing() throws IOException {
    touching(
        Type.TXT,
        answer -> {
          Name owner = Name.fromConstantString("0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.safe.example.");
          answer.addRecord(
              new NSEC3Record(
                  owner, DClass.IN, 5, 1, 0, 2500, new byte[8], new byte[20], new int[] {Type.A}),
              Section.AUTHORITY);
          return answer;
        });
    isGivenUp("safe.example", Type.TXT, "NSEC3 iterations");
  }

  @Test
  void aLongChainOfAliases() throws IOException {
    for (int i = 0; i < 20; i++) {
      server.cname("a" + i + ".safe.example", "a" + (i + 1) + ".safe.example");
    }
    isGivenUp("a0.safe.example", Type.A, "");
  }

  @Test
  void anAliasThatNeverEnds() throws IOException {
    AtomicInteger serial = new AtomicInteger();
    server.touchingUp(answer -> {
      Record asked = answer.getQuestion();
      if (asked.getType() == Type.A || asked.getType() == Type.CNAME) {
        Name to = Name.fromConstantString("x" + serial.incrementAndGet() + ".plain.example.");
        answer.addRecord(new CNAMERecord(asked.getName(), DClass.IN, 5, to), Section.ANSWER);
      }
      return answer;
    });
    server.a("mx.plain.example", InetAddress.ofLiteral("192.0.2.1"));
    isGivenUp("x0.plain.example", Type.A, "");
  }

  @Test
  void aNameOfManyLabelsWhoseSignatureIsMissing() throws IOException {
    String deep = "a.".repeat(60) + "safe.example";
    server.a(deep, InetAddress.ofLiteral("192.0.2.1"));
    touching(
        Type.A,
        answer -> {
          answer.getSection(Section.ANSWER).stream()
              .filter(r -> r.getType() == Type.RRSIG)
              .toList()
              .forEach(r -> answer.removeRecord(r, Section.ANSWER));
          return answer;
        });
    isGivenUp(deep, Type.A, "gave up after 40 queries");
  }

  @Test
  void aServerThatIsSilentTakesTheTimeOfOneLookUp() throws IOException {
    Duration lookUp = Duration.ofMillis(300);
    try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        DnsResolver resolver =
            new DnsResolver(
                ResolverSettings.validating(
                        List.of(
                            new InetSocketAddress(silent.getLocalAddress(), silent.getLocalPort())),
                        TrustAnchors.builtIn())
                    .with(new ResolverSettings.Limits(PATIENCE, 5, lookUp, PATIENCE)),
                InstantSource.system())) {
      long before = System.nanoTime();
      assertThat(resolver.mx(Domain.of("safe.example")).status()).isEqualTo(Answer.Status.FAILED);
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void signaturesThatTakeLongerThanAllowedEndTheLookUp() throws IOException {
    Duration nothing = Duration.ofNanos(1);
    Answer<?> answer =
        ask(new ResolverSettings.Limits(PATIENCE, 1, PATIENCE, nothing), "safe.example", Type.MX);
    assertThat(answer.status()).isEqualTo(Answer.Status.FAILED);
    assertThat(answer.why()).contains("take too long to check");
  }

  @Test
  void theTimeOnTheProcessorIsWhatCounts() {
    Duration allowed = Duration.ofMillis(5);
    LookUp lookUp =
        new LookUp(new ResolverSettings.Limits(PATIENCE, 1, PATIENCE, allowed), Runnable::run);
    lookUp.execute(() -> spin(Duration.ofMillis(10)));
    assertThatThrownBy(lookUp::spendQuery).isInstanceOf(Trouble.class);
  }

  private static void spin(Duration cpu) {
    var threads = ManagementFactory.getThreadMXBean();
    long end = threads.getCurrentThreadCpuTime() + cpu.toNanos();
    while (threads.getCurrentThreadCpuTime() < end) {
      Thread.onSpinWait();
    }
  }

  private void touching(int type, UnaryOperator<Message> touch) {
    server.touchingUp(
        answer -> answer.getQuestion().getType() == type ? touch.apply(answer) : answer);
  }

  /** Each signature once more and again, none of the copies true, in front of the true one. */
  private static Message withCopies(Message answer, int copies) {
    for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
      for (Record record : List.copyOf(answer.getSection(section))) {
        if (record instanceof RRSIGRecord signature) {
          answer.removeRecord(record, section);
          for (int i = 0; i < copies; i++) {
            answer.addRecord(falsified(signature, i), section);
          }
          answer.addRecord(record, section);
        }
      }
    }
    return answer;
  }

  private static RRSIGRecord falsified(RRSIGRecord original, int serial) {
    byte[] signature = original.getSignature().clone();
    signature[serial] ^= 1;
    return new RRSIGRecord(
        original.getName(),
        DClass.IN,
        original.getTTL(),
        original.getTypeCovered(),
        original.getAlgorithm(),
        original.getOrigTTL(),
        original.getExpire(),
        original.getTimeSigned(),
        original.getFootprint(),
        original.getSigner(),
        signature);
  }

  /** A tag is a sum of 16-bit words (RFC 4034 appendix B): their order does not change it. */
  private static DNSKEYRecord twin(DNSKEYRecord key, int serial) {
    byte[] octets = key.getKey().clone();
    for (int i = 0; i < 2; i++) {
      byte kept = octets[2 * serial + i];
      octets[2 * serial + i] = octets[2 * serial + 2 + i];
      octets[2 * serial + 2 + i] = kept;
    }
    return with(key, octets);
  }

  private static DNSKEYRecord other(DNSKEYRecord key, int serial) {
    byte[] octets = key.getKey().clone();
    octets[serial] ^= 0x55;
    return with(key, octets);
  }

  private static DNSKEYRecord with(DNSKEYRecord key, byte[] octets) {
    return new DNSKEYRecord(
        key.getName(),
        DClass.IN,
        key.getTTL(),
        key.getFlags(),
        key.getProtocol(),
        key.getAlgorithm(),
        octets);
  }
}
