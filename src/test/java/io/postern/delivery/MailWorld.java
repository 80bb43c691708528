package io.postern.delivery;

import static org.awaitility.Awaitility.await;

import io.postern.delivery.Courier.Errand;
import io.postern.delivery.Outcome.Finding;
import io.postern.delivery.Outcome.HostResult;
import io.postern.delivery.client.Timeouts;
import io.postern.dns.ScriptedDns;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.smtp.ReversePath;
import io.postern.transport.Cidr;
import io.postern.transport.EgressRules;
import io.postern.transport.SessionResult;
import io.postern.transport.TestCa;
import io.postern.transport.TlsRequirement;
import io.postern.transport.mtasts.StsFinding;
import io.postern.transport.mtasts.StsLookup;
import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A recipient domain with scripted hosts on loopback addresses of their own, and a courier. */
final class MailWorld implements AutoCloseable {

  static final String DOMAIN = "recipient.example";
  static final TestCa CA = new TestCa("Test root");

  final ScriptedDns dns = new ScriptedDns();
  final List<ScriptedMx> hosts = new ArrayList<>();
  private final Path bundle;
  private final int port;
  private Timeouts timeouts = Timeouts.all(Duration.ofSeconds(20));
  private @Nullable Route route;
  StsLookup sts = domain -> StsFinding.NONE;
  SessionResult.Listener listener = SessionResult.Listener.NOBODY;
  private EgressRules egress = new EgressRules(List.of(Cidr.of("127.0.0.0/8")), List.of());

  MailWorld() throws IOException {
    bundle = Files.createTempFile("ca", ".pem");
    CA.writeBundle(bundle);
    port = freePort();
  }

  /** A host with a certificate that holds. */
  ScriptedMx host(String name) throws IOException {
    return host(name, CA.leaf(name));
  }

  /** A host on the next loopback address; it becomes the domain's last MX. */
  ScriptedMx host(String name, TestCa.Identity identity) throws IOException {
    String address = "127.7.0." + (hosts.size() + 1);
    // A listener that a virtual thread waited on gives its port back a moment after it was closed.
    ScriptedMx mx =
        await()
            .atMost(Duration.ofSeconds(15))
            .ignoreException(BindException.class)
            .until(() -> new ScriptedMx(address, port, identity.server()), Objects::nonNull);
    hosts.add(mx);
    names.add(name);
    dns.a(name, address).mx(DOMAIN, names.toArray(String[]::new));
    return mx;
  }

  private final List<String> names = new ArrayList<>();

  /** A host that has a name and an address, and nobody there. */
  void deadHost(String name) {
    names.add(name);
    dns.a(name, "127.7.1." + names.size()).mx(DOMAIN, names.toArray(String[]::new));
  }

  MailWorld impatient() {
    timeouts = Timeouts.all(Duration.ofMillis(600));
    return this;
  }

  MailWorld with(Route configured) {
    route = configured;
    return this;
  }

  MailWorld with(EgressRules rules) {
    egress = rules;
    return this;
  }

  int port() {
    return port;
  }

  Map<Mailbox, Outcome> carry(Errand errand) throws IOException {
    try (SmtpCourier courier = courier()) {
      return courier.carry(errand);
    }
  }

  SmtpCourier courier() throws IOException {
    DeliverySettings settings =
        new DeliverySettings(
            Domain.of("out.sender.example"), port, bundle, timeouts, egress, route);
    return new SmtpCourier(
        settings, dns, sts, listener, InstantSource.system(), new SecureRandom());
  }

  /** The outcome for the one recipient of a letter. */
  Outcome outcome(Courier.Letter letter, @Nullable TlsRequirement requirement, boolean cleartext)
      throws IOException {
    Map<Mailbox, Outcome> all = carry(errand(letter, requirement, cleartext, "bob@" + DOMAIN));
    return all.values().iterator().next();
  }

  Outcome certificate() throws IOException {
    return outcome(TestLetter.plain(), TlsRequirement.CERTIFICATE, false);
  }

  static Errand errand(
      Courier.Letter letter,
      @Nullable TlsRequirement requirement,
      boolean cleartext,
      String... recipients) {
    List<Mailbox> to = Arrays.stream(recipients).map(Mailbox::of).toList();
    return new Errand(
        "test",
        to.getFirst().domain(),
        ReversePath.of(Mailbox.of("token@sender.example")),
        to,
        letter,
        requirement,
        cleartext);
  }

  static List<Finding> findings(Outcome outcome) {
    List<HostResult> hosts =
        switch (outcome) {
          case Outcome.Delivered delivered -> List.of();
          case Outcome.Deferred deferred -> deferred.hosts();
          case Outcome.Unprotected unprotected -> unprotected.hosts();
          case Outcome.Unsuitable unsuitable -> unsuitable.hosts();
          case Outcome.Failed failed -> failed.hosts();
        };
    return hosts.stream().map(HostResult::finding).toList();
  }

  /** A port that is free on every loopback address, as far as anybody can know. */
  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0)) {
      return any.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    for (ScriptedMx host : hosts) {
      host.close();
    }
    Files.deleteIfExists(bundle);
  }
}
