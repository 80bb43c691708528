package io.postern.delivery;

import static io.postern.delivery.ScriptedMx.DROP;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.delivery.Outcome.Finding;
import io.postern.dns.Answer;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.transport.Cidr;
import io.postern.transport.EgressRules;
import io.postern.transport.TestCa;
import io.postern.transport.TlsRequirement;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SPEC 6.5 where a domain has more than one host, or none worth the name; and 7.1, 7.9. */
class HostsInOrderTest {

  private static final String ONE = "mx1.recipient.example";
  private static final String TWO = "mx2.recipient.example";

  private MailWorld world;

  @BeforeEach
  void open() throws IOException {
    world = new MailWorld();
  }

  @AfterEach
  void close() throws IOException {
    world.close();
  }

  @Test
  void aWeakFirstHostIsPassedOverForAGoodSecond() throws IOException {
    ScriptedMx weak = world.host(ONE, TestCa.selfSigned(ONE));
    ScriptedMx good = world.host(TWO);
    assertThat(world.certificate()).isInstanceOf(Outcome.Delivered.class);
    assertThat(weak.heardOfAMail()).isFalse();
    assertThat(good.received()).hasSize(1);
  }

  @Test
  void aGoodFirstHostGetsItAndTheWeakSecondIsNotAsked() throws IOException {
    ScriptedMx good = world.host(ONE);
    ScriptedMx weak = world.host(TWO, TestCa.selfSigned(TWO));
    assertThat(world.certificate()).isInstanceOf(Outcome.Delivered.class);
    assertThat(weak.commands()).isEmpty();
    assertThat(good.received()).hasSize(1);
  }

  @Test
  void twoWeakHostsAreUnprotected() throws IOException {
    world.host(ONE, TestCa.selfSigned(ONE));
    world.host(TWO).withoutTls();
    Outcome outcome = world.certificate();
    assertThat(outcome).isInstanceOf(Outcome.Unprotected.class);
    assertThat(MailWorld.findings(outcome))
        .containsExactly(Finding.SELF_SIGNED, Finding.NO_STARTTLS);
  }

  @Test
  void aWeakHostBesideADeadOneWaitsAndRemembersThatItSawTheWeakOne() throws IOException {
    ScriptedMx weak = world.host(ONE).withoutTls();
    world.deadHost(TWO);
    Outcome outcome = world.certificate();
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Deferred.class, d -> assertThat(d.sawUnprotected()).isTrue());
    assertThat(MailWorld.findings(outcome))
        .containsExactly(Finding.NO_STARTTLS, Finding.UNREACHABLE);
    assertThat(weak.heardOfAMail()).isFalse();
  }

  @Test
  void aDeadFirstHostIsPassedOver() throws IOException {
    world.deadHost(ONE);
    ScriptedMx good = world.host(TWO);
    assertThat(world.certificate()).isInstanceOf(Outcome.Delivered.class);
    assertThat(good.received()).hasSize(1);
  }

  @Test
  void aHostThatMetTheRequirementAndSaysNotNowIsNoReasonToFallBack() throws IOException {
    world.host(ONE).withoutTls();
    world.host(TWO).on("TLS:RCPT", "450 4.2.0 greylisted");
    assertThat(world.certificate())
        .isInstanceOfSatisfying(
            Outcome.Deferred.class,
            d -> {
              assertThat(d.sawUnprotected()).isFalse();
              assertThat(d.status()).hasToString("4.2.0");
              assertThat(d.reply()).isNotNull();
            });
  }

  @Test
  void aRecipientThatTheFirstHostPostponesIsOfferedToTheNext() throws IOException {
    ScriptedMx busy = world.host(ONE).on("RCPT bob", "451 4.3.0 try later");
    ScriptedMx good = world.host(TWO);
    Map<Mailbox, Outcome> outcomes =
        world.carry(
            MailWorld.errand(
                TestLetter.plain(),
                TlsRequirement.CERTIFICATE,
                false,
                "alice@" + MailWorld.DOMAIN,
                "bob@" + MailWorld.DOMAIN));
    assertThat(outcomes.values()).allMatch(Outcome.Delivered.class::isInstance);
    assertThat(busy.received().getFirst().rcpts()).hasSize(1);
    assertThat(good.received().getFirst().rcpts())
        .containsExactly("RCPT TO:<bob@recipient.example>");
  }

  @Test
  void aHostThatRefusesARecipientForGoodIsBelievedAndTheNextIsNotAsked() throws IOException {
    world.host(ONE).on("RCPT bob", "550 5.1.1 no such person");
    ScriptedMx second = world.host(TWO);
    Outcome outcome = world.certificate();
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            f -> {
              assertThat(f.status()).hasToString("5.1.1");
              assertThat(f.reply()).hasToString("550 5.1.1 no such person");
            });
    assertThat(second.commands()).isEmpty();
  }

  @Test
  void aHostThatRefusesForGoodBeforeItMetTheRequirementIsNotBelieved() throws IOException {
    world.host(ONE).on("GREETING", "554 5.7.1 go away");
    ScriptedMx second = world.host(TWO);
    assertThat(world.certificate()).isInstanceOf(Outcome.Delivered.class);
    assertThat(second.received()).hasSize(1);
  }

  @Test
  void aConnectionLostAfterTheEndOfTheMessageIsNotTriedAtTheNextHost() throws IOException {
    world.host(ONE).on("END", DROP);
    ScriptedMx second = world.host(TWO);
    assertThat(world.certificate()).isInstanceOf(Outcome.Deferred.class);
    assertThat(second.commands()).isEmpty();
  }

  @Test
  void aConnectionLostBeforeTheEndIsTriedAtTheNextHost() throws IOException {
    world.host(ONE).on("BODY", DROP);
    ScriptedMx second = world.host(TWO);
    TestLetter large = TestLetter.of("a: b\r\n\r\n" + "0123456789\r\n".repeat(2_000_000));
    assertThat(world.outcome(large, TlsRequirement.CERTIFICATE, false))
        .isInstanceOf(Outcome.Delivered.class);
    assertThat(second.received()).hasSize(1);
  }

  @Test
  void aHostWithoutAddressCountsForNothing() throws IOException {
    world.host(ONE).withoutTls();
    world.dns.mx(MailWorld.DOMAIN, "gone.recipient.example", ONE);
    Outcome outcome = world.certificate();
    assertThat(outcome).isInstanceOf(Outcome.Unprotected.class);
    assertThat(MailWorld.findings(outcome))
        .containsExactly(Finding.NO_ADDRESS, Finding.NO_STARTTLS);
  }

  @Test
  void anAddressThatTheDnsCannotTellIsAReasonToWait() throws IOException {
    world.host(ONE).withoutTls();
    world.dns.mx(MailWorld.DOMAIN, "broken.recipient.example", ONE);
    world.dns.a("broken.recipient.example", Answer.failed(Answer.Security.UNKNOWN, "SERVFAIL"));
    assertThat(world.certificate())
        .isInstanceOfSatisfying(
            Outcome.Deferred.class, d -> assertThat(d.sawUnprotected()).isTrue());
  }

  @Test
  void whatTheDnsSaysOfTheDomainIsTheOutcome() throws IOException {
    world.dns.nullMx(MailWorld.DOMAIN);
    assertThat(statusOf(world.certificate())).isEqualTo("Failed 5.1.10");
    world.dns.servfail(MailWorld.DOMAIN);
    assertThat(statusOf(world.certificate())).isEqualTo("Deferred 4.4.3");
    world.dns.bogus(MailWorld.DOMAIN);
    assertThat(statusOf(world.certificate())).isEqualTo("Deferred 4.4.3");
    world.dns.noMx(MailWorld.DOMAIN);
    assertThat(statusOf(world.certificate())).isEqualTo("Failed 5.1.2");
    world.dns.mx(MailWorld.DOMAIN, "gone.recipient.example");
    assertThat(statusOf(world.certificate())).isEqualTo("Failed 5.4.4");
    assertThat(
            statusOf(
                world
                    .carry(
                        MailWorld.errand(
                            TestLetter.plain(), null, true, "x@no-such-domain.example"))
                    .values()
                    .iterator()
                    .next()))
        .isEqualTo("Failed 5.1.2");
  }

  @Test
  void aDomainWithoutMxIsItsOwnHost() throws IOException {
    ScriptedMx self = world.host(MailWorld.DOMAIN);
    world.dns.noMx(MailWorld.DOMAIN);
    assertThat(world.certificate()).isInstanceOf(Outcome.Delivered.class);
    assertThat(self.received()).hasSize(1);
  }

  @Test
  void anMxThatPointsInsideIsNotConnectedTo() throws IOException {
    ScriptedMx inside = world.host(ONE);
    world.with(EgressRules.STRICT);
    Outcome outcome = world.outcome(TestLetter.plain(), null, true);
    assertThat(statusOf(outcome)).isEqualTo("Failed 5.4.4");
    assertThat(MailWorld.findings(outcome)).containsExactly(Finding.ADDRESS_REFUSED);
    assertThat(inside.commands()).isEmpty();
  }

  @Test
  void anMxThatIsOurselvesIsALoopWhateverTheExceptionsSay() throws IOException {
    ScriptedMx self = world.host(ONE);
    world.with(
        new EgressRules(
            List.of(Cidr.of("127.0.0.0/8")),
            List.of(new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), world.port()))));
    assertThat(statusOf(world.outcome(TestLetter.plain(), null, true))).isEqualTo("Failed 5.4.6");
    assertThat(self.commands()).isEmpty();
  }

  @Test
  void aRouteCarriesOurOwnMailsAndNoContentUnlessItIsFinal() throws IOException {
    ScriptedMx mx = world.host(ONE);
    ScriptedMx smartHost = world.host("relay.sender.example");
    world.dns.mx(MailWorld.DOMAIN, ONE);
    Domain relay = Domain.of("relay.sender.example");
    world.with(new Route(relay, world.port(), TlsRequirement.CERTIFICATE, Set.of()));

    assertThat(world.outcome(TestLetter.plain(), null, true)).isInstanceOf(Outcome.Delivered.class);
    assertThat(smartHost.received()).hasSize(1);
    assertThat(mx.commands()).isEmpty();

    assertThat(world.certificate()).isInstanceOf(Outcome.Delivered.class);
    assertThat(mx.received()).hasSize(1);
    assertThat(smartHost.received()).hasSize(1);

    world.with(new Route(relay, world.port(), null, Set.of(Domain.of(MailWorld.DOMAIN))));
    assertThat(world.certificate()).isInstanceOf(Outcome.Delivered.class);
    assertThat(mx.received()).hasSize(1);
    assertThat(smartHost.received()).hasSize(2);
  }

  @Test
  void aRouteThatDoesNotProveItselfGetsNotEvenOurOwnMails() throws IOException {
    ScriptedMx impostor =
        world.host("relay.sender.example", TestCa.selfSigned("relay.sender.example"));
    world.with(
        new Route(
            Domain.of("relay.sender.example"), world.port(), TlsRequirement.CERTIFICATE, Set.of()));
    assertThat(world.outcome(TestLetter.plain(), null, true))
        .isInstanceOf(Outcome.Unprotected.class);
    assertThat(impostor.heardOfAMail()).isFalse();
  }

  private static String statusOf(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Deferred d -> "Deferred " + d.status();
      case Outcome.Failed f -> "Failed " + f.status();
      default -> outcome.toString();
    };
  }
}
