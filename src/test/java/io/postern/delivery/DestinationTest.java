package io.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.delivery.Courier.Errand;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.smtp.ReversePath;
import io.postern.transport.Evidence.MxTrust;
import io.postern.transport.MxHost;
import io.postern.transport.TestCa;
import io.postern.transport.TlsRequirement;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SPEC 7.1, 7.4, 7.5: an errand that names its hosts goes there and nowhere else. */
class DestinationTest {
  private static final String MX = "mx.recipient.example";
  private static final String OTHER = "nta.elsewhere.example";

  private MailWorld world;

  @BeforeEach
  void open() throws IOException {
    world = new MailWorld();
  }

  @AfterEach
  void close() throws IOException {
    world.close();
  }

  /** A host that is no MX of the recipient's domain. */
  private ScriptedMx aside(String name, TestCa.Identity identity) throws IOException {
    ScriptedMx aside = world.host(name, identity);
    world.dns.mx(MailWorld.DOMAIN, MX);
    return aside;
  }

  private Outcome carry(Destination to, TlsRequirement requirement) throws IOException {
    Mailbox bob = Mailbox.of("bob@" + MailWorld.DOMAIN);
    return world
        .carry(
            new Errand(
                "test",
                bob.domain(),
                to,
                ReversePath.none(),
                List.of(bob),
                TestLetter.plain(),
                requirement,
                false))
        .values()
        .iterator()
        .next();
  }

  private static Destination named(String... hosts) {
    return new Destination.Named(
        List.of(hosts).stream().map(h -> new MxHost(Domain.of(h), MxTrust.DNSSEC)).toList());
  }

  @Test
  void namedHostsGetTheMailAndTheMxHostsDoNot() throws IOException {
    ScriptedMx mx = world.host(MX);
    ScriptedMx aside = aside(OTHER, MailWorld.CA.leaf(OTHER));
    assertThat(carry(named(OTHER), TlsRequirement.CERTIFICATE))
        .isInstanceOfSatisfying(
            Outcome.Delivered.class,
            d -> assertThat(d.evidence().mxTrust()).isEqualTo(MxTrust.DNSSEC));
    assertThat(aside.received()).hasSize(1);
    assertThat(mx.commands()).isEmpty();
  }

  @Test
  void namedHostsThatProveTooLittleAreNotPassedOverForTheMxHosts() throws IOException {
    ScriptedMx mx = world.host(MX);
    ScriptedMx aside = aside(OTHER, TestCa.selfSigned(OTHER));
    assertThat(carry(named(OTHER), TlsRequirement.CERTIFICATE))
        .isInstanceOf(Outcome.Unprotected.class);
    assertThat(aside.heardOfAMail()).isFalse();
    assertThat(mx.commands()).isEmpty();
  }

  @Test
  void aConfiguredServerHasItsOwnPortAndNeedsNoDnsToVouchForItsName() throws IOException {
    ScriptedMx mx = world.host(MX);
    TestCa.Identity identity = MailWorld.CA.leaf(OTHER);
    try (ScriptedMx server = new ScriptedMx("127.7.9.9", 0, identity.server())) {
      world.dns.a(OTHER, "127.7.9.9");
      assertThat(
              carry(
                  new Destination.Server(Domain.of(OTHER), server.port()),
                  TlsRequirement.CERTIFICATE.withAuthenticatedMx()))
          .isInstanceOfSatisfying(
              Outcome.Delivered.class,
              d -> assertThat(d.evidence().mxTrust()).isEqualTo(MxTrust.CONFIGURED));
      assertThat(server.received()).hasSize(1);
    }
    assertThat(mx.commands()).isEmpty();
  }

  @Test
  void noRouteStandsInForThem() throws IOException {
    ScriptedMx relay = world.host(MX);
    ScriptedMx aside = aside(OTHER, MailWorld.CA.leaf(OTHER));
    world.with(new Route(Domain.of(MX), world.port(), null, Set.of(Domain.of(MailWorld.DOMAIN))));
    assertThat(carry(named(OTHER), TlsRequirement.CERTIFICATE))
        .isInstanceOf(Outcome.Delivered.class);
    assertThat(aside.received()).hasSize(1);
    assertThat(relay.commands()).isEmpty();
  }
}
