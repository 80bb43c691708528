package io.postern.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.demo.DemoDns;
import io.postern.smtp.Domain;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;

/** Against a name server on loopback that really speaks DNS over UDP and TCP. */
@Timeout(60)
class DnsResolverTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Domain DOMAIN = Domain.of("recipient.example");

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-23T12:00:00Z"));
  private DemoDns server;
  private DnsResolver resolver;

  @BeforeEach
  void open() throws IOException {
    server = new DemoDns(InetAddress.getLoopbackAddress(), 0, InstantSource.system());
    resolver = resolver(Duration.ofSeconds(5), server.address());
  }

  @AfterEach
  void close() {
    resolver.close();
    server.close();
  }

  private DnsResolver resolver(Duration timeout, InetSocketAddress... servers) throws IOException {
    return new DnsResolver(
        ResolverSettings.validating(List.of(servers), TrustAnchors.parse(server.trustAnchor()))
            .with(new ResolverSettings.Limits(timeout, 2, PATIENCE, PATIENCE)),
        () -> now.get());
  }

  @Test
  void findsMailHostsAddressesAndText() {
    server.mx("recipient.example", 10, "MX1.recipient.example");
    server.a("mx1.recipient.example", InetAddress.ofLiteral("192.0.2.7"));
    server.add(
        new AAAARecord(
            Name.fromConstantString("mx1.recipient.example."),
            DClass.IN,
            300,
            InetAddress.ofLiteral("2001:db8::7")));
    server.txt("recipient.example", "x".repeat(300));
    assertThat(resolver.mx(DOMAIN).records()).containsExactly(new Mx(10, "mx1.recipient.example"));
    assertThat(resolver.addresses(Domain.of("mx1.recipient.example")).records())
        .containsExactlyInAnyOrder(
            InetAddress.ofLiteral("192.0.2.7"), InetAddress.ofLiteral("2001:db8::7"));
    assertThat(resolver.txt(DOMAIN).records()).containsExactly("x".repeat(300));
  }

  @Test
  void tellsNoDataFromNoNameFromTrouble() {
    server.txt("recipient.example", "here");
    server.servfail("broken.example");
    assertThat(resolver.mx(DOMAIN).status()).isEqualTo(Answer.Status.NO_DATA);
    assertThat(resolver.mx(Domain.of("no-such.example")).status())
        .isEqualTo(Answer.Status.NO_SUCH_NAME);
    assertThat(resolver.mx(Domain.of("broken.example")).status()).isEqualTo(Answer.Status.FAILED);
    assertThat(resolver.addresses(Domain.of("broken.example")).status())
        .isEqualTo(Answer.Status.FAILED);
  }

  @Test
  void readsANullMx() {
    server.nullMx("recipient.example");
    assertThat(resolver.mx(DOMAIN).records()).containsExactly(new Mx(0, ""));
  }

  @Test
  void followsAliasesAndStopsWhereTheyTurnInACircle() {
    server.cname("alias.example", "real.example");
    server.a("real.example", InetAddress.ofLiteral("192.0.2.9"));
    server.cname("one.example", "two.example");
    server.cname("two.example", "one.example");
    assertThat(resolver.addresses(Domain.of("alias.example")).records())
        .containsExactly(InetAddress.ofLiteral("192.0.2.9"));
    assertThat(resolver.addresses(Domain.of("one.example")).status())
        .isEqualTo(Answer.Status.FAILED);
  }

  @Test
  void asksAgainOverTcpWhatDoesNotFitIntoADatagram() {
    for (int i = 0; i < 40; i++) {
      server.txt("recipient.example", i + "-" + "y".repeat(200));
    }
    assertThat(resolver.txt(DOMAIN).records()).hasSize(40);
  }

  @Test
  void keepsAnAnswerForItsTimeAndNoLonger() {
    server.mx("recipient.example", 10, "mx1.recipient.example");
    Duration ttl = resolver.mx(DOMAIN).ttl();
    resolver.mx(DOMAIN);
    assertThat(asked()).isEqualTo(1);
    now.updateAndGet(t -> t.plus(ttl).plusSeconds(1));
    resolver.mx(DOMAIN);
    assertThat(asked()).isEqualTo(2);
  }

  @Test
  void remembersTroubleForSecondsOnly() {
    server.servfail("recipient.example");
    assertThat(resolver.mx(DOMAIN).status()).isEqualTo(Answer.Status.FAILED);
    long asked = asked();
    resolver.mx(DOMAIN);
    assertThat(asked()).isEqualTo(asked);
    now.updateAndGet(t -> t.plusSeconds(6));
    resolver.mx(DOMAIN);
    assertThat(asked()).isGreaterThan(asked);
  }

  /** Questions for the mail hosts of the domain; keys and digests are asked for besides. */
  private long asked() {
    return server.asked().stream().filter("MX recipient.example"::equals).count();
  }

  @Test
  void asksAQuestionOnceHoweverManyWaitForIt() throws Exception {
    server.mx("recipient.example", 10, "mx1.recipient.example");
    try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Answer<Mx>>> all = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        all.add(() -> resolver.mx(DOMAIN));
      }
      for (Future<Answer<Mx>> one : many.invokeAll(all)) {
        assertThat(one.get().status()).isEqualTo(Answer.Status.FOUND);
      }
    }
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void goesToTheNextServerWhenTheFirstIsSilent() throws IOException {
    server.mx("recipient.example", 10, "mx1.recipient.example");
    try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        DnsResolver both =
            resolver(
                Duration.ofMillis(300),
                new InetSocketAddress(silent.getLocalAddress(), silent.getLocalPort()),
                server.address())) {
      assertThat(both.mx(DOMAIN).status()).isEqualTo(Answer.Status.FOUND);
    }
  }

  @Test
  void aSilentServerIsTroubleAfterABoundedNumberOfTries() throws IOException {
    try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        DnsResolver alone =
            resolver(
                Duration.ofMillis(200),
                new InetSocketAddress(silent.getLocalAddress(), silent.getLocalPort()))) {
      assertThat(alone.mx(DOMAIN).status()).isEqualTo(Answer.Status.FAILED);
      silent.setSoTimeout(200);
      int tries = 0;
      try {
        while (true) {
          silent.receive(new DatagramPacket(new byte[1500], 1500));
          tries++;
        }
      } catch (SocketTimeoutException allRead) {
        assertThat(tries).isEqualTo(2);
      }
    }
  }
}
