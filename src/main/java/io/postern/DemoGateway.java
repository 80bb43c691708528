package io.postern;

import io.postern.admin.Administration;
import io.postern.admin.NotDone;
import io.postern.admin.SmtpCredentials;
import io.postern.config.BadConfig;
import io.postern.config.ConfigReader;
import io.postern.config.PosternConfig;
import io.postern.conversation.ConversationRow;
import io.postern.conversation.CopyRow;
import io.postern.conversation.MessageRow;
import io.postern.demo.DemoClinic;
import io.postern.demo.DemoTenant;
import io.postern.demo.DemoWorld;
import io.postern.demo.Running;
import io.postern.directory.Account;
import io.postern.directory.Organisation;
import io.postern.policy.Explanation;
import io.postern.policy.OrganisationPolicy;
import io.postern.policy.Row;
import io.postern.policy.Verification;
import io.postern.smtp.Mailbox;
import io.postern.store.Tx;
import io.postern.transport.TlsRequirement;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A whole gateway in the small internet: what {@code ./postern demo} shows and the tests run in.
 */
public final class DemoGateway implements Running {
  private final PosternConfig config;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Gateway gateway;
  private final Login submitter;

  private DemoGateway(
      PosternConfig config,
      InstantSource clock,
      SecureRandom random,
      Gateway gateway,
      Login submitter) {
    this.config = config;
    this.clock = clock;
    this.random = random;
    this.gateway = gateway;
    this.submitter = submitter;
  }

  /**
   * Where the demo's gateway listens; 0 takes a free port.
   *
   * @param web of portal and web app; part of every link, so it is found before the start
   */
  public record Ports(int submission, int submissions, int web, int bounces) {
    public static final Ports ANY = new Ports(0, 0, 0, 0);
  }

  /**
   * Starts a gateway that lives in this world, with the world's tenant.
   *
   * @param folder for its store and keys
   */
  public static DemoGateway start(
      DemoWorld world, Path folder, Ports ports, InstantSource clock, SecureRandom random)
      throws IOException {
    int web = ports.web == 0 ? freePort() : ports.web;
    URI portal = URI.create("https://localhost:" + web);
    PosternConfig config;
    try {
      config =
          ConfigReader.read(
              Optional.empty(), Map.of(), settings(world, folder, ports, web, portal));
    } catch (BadConfig ours) {
      throw new IllegalStateException("the demo's own configuration is not right", ours);
    }
    Gateway gateway = Gateway.open(config, clock, random);
    try {
      Login login = populate(gateway.administration(), world);
      gateway.serve();
      return new DemoGateway(config, clock, random, gateway, login);
    } catch (IOException failed) {
      gateway.close();
      throw failed;
    } catch (GeneralSecurityException | NotDone failed) {
      gateway.close();
      throw new IllegalStateException("the demo's gateway did not start", failed);
    }
  }

  /** The next gateway on the same folders and web port; this one must be closed. */
  DemoGateway again() throws IOException {
    Gateway next = Gateway.open(config, clock, random);
    try {
      next.serve();
      return new DemoGateway(config, clock, random, next, submitter);
    } catch (IOException failed) {
      next.close();
      throw failed;
    } catch (GeneralSecurityException failed) {
      next.close();
      throw new IllegalStateException("the demo's gateway did not start again", failed);
    }
  }

  /** The same store as another process opens it, such as the command line. */
  Gateway beside() throws IOException {
    return Gateway.open(config, clock, random);
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private static List<String> settings(
      DemoWorld world, Path folder, Ports ports, int web, URI portal) {
    List<String> sets = new ArrayList<>();
    sets.add("data=" + folder.resolve("data"));
    sets.add("keys.master=" + folder.resolve("keys/master.key"));
    sets.add("keys.queue-folder=" + folder.resolve("keys/queue"));
    sets.add("mail.hostname=" + world.gatewayName());
    sets.add("mail.postmaster=postern@" + world.tenant().domain());
    sets.add("submission.bind=127.0.0.1");
    sets.add("submission.port=" + ports.submission);
    sets.add("submission.tls-port=" + ports.submissions);
    sets.add("submission.certificate=" + world.gatewayCertificate());
    sets.add("submission.key=" + world.gatewayKey());
    sets.add("bounces.host=" + world.gatewayName());
    sets.add("bounces.bind=127.0.0.1");
    sets.add("bounces.port=" + ports.bounces);
    sets.add("web.listen=127.0.0.1:" + web);
    sets.add("web.public-url=" + portal);
    sets.add("web.certificate=" + world.gatewayCertificate());
    sets.add("web.key=" + world.gatewayKey());
    sets.add("delivery.port=" + world.nextHopPort());
    sets.add("delivery.policy-port=" + world.policyPort());
    sets.add("delivery.ca-bundle=" + world.caBundle());
    sets.add("delivery.egress-exceptions=[127.0.0.0/8]");
    sets.add("dns.servers=[" + text(world.dns()) + "]");
    sets.add("dns.trust-anchors=" + world.trustAnchors());
    // The name server and everybody else live on this one machine, and their code is still cold.
    sets.add("dns.timeout=5s");
    sets.add("dns.look-up=10s");
    sets.add("dns.processor=2s");
    sets.add("sms.url=" + world.smsEndpoint());
    return sets;
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  private static Login populate(Administration administration, DemoWorld world) throws NotDone {
    DemoTenant tenant = world.tenant();
    Organisation organisation =
        administration.organisations().create(tenant.name(), Locale.ENGLISH);
    organisation =
        administration.organisations().brand(organisation, null, tenant.accent(), tenant.phone());
    if (tenant.transportSecurity()) {
      organisation =
          administration.policies().ladder(organisation, DemoGateway::withTransportSecurity);
    }
    if (tenant.nta7516()) {
      organisation = administration.policies().ladder(organisation, p -> p.withNta7516(true));
    }
    administration.domains().claim(organisation, tenant.domain());
    administration.domains().assume(organisation, tenant.domain());
    administration.domains().maySend(organisation, tenant.domain(), true);
    administration
        .signingKeys()
        .make(organisation, tenant.domain())
        .forEach(key -> world.publish(key.name(), key.record()));
    administration.signingKeys().show(organisation, tenant.domain());
    administration.returnPaths().look(organisation, tenant.domain(), null);
    for (DemoTenant.Member member : tenant.people()) {
      Account account =
          administration.accounts().create(organisation, member.address(), member.name(), null);
      administration.accounts().password(account, member.password());
      if (member.totpSecret().isPresent()) {
        administration.accounts().importTotp(account, member.totpSecret().get());
      }
    }
    neighbour(administration, world.clinic(), world.nextHopPort());
    SmtpCredentials.Issued issued =
        administration.credentials().create(organisation, "mail server", Set.of());
    return new Login(issued.credential().login(), issued.secret());
  }

  /** Takes its own people's messages itself (SPEC 7.5). */
  private static void neighbour(Administration administration, DemoClinic clinic, int port)
      throws NotDone {
    Organisation organisation =
        administration.organisations().create(clinic.name(), Locale.ENGLISH);
    administration.domains().claim(organisation, clinic.domain());
    administration.domains().assume(organisation, clinic.domain());
    administration
        .inboundDelivery()
        .server(organisation, clinic.server(), port, TlsRequirement.CERTIFICATE_OR_DANE);
    administration.inboundDelivery().on(organisation, true);
  }

  private static OrganisationPolicy withTransportSecurity(OrganisationPolicy policy) {
    return policy.withTransport(
        new OrganisationPolicy.TransportSecurity(
            OrganisationPolicy.TransportSecurity.Scope.ALL,
            Set.of(),
            TlsRequirement.CERTIFICATE_OR_DANE));
  }

  @Override
  public int submissionPort() {
    return gateway.submissionPort();
  }

  @Override
  public int submissionsPort() {
    return gateway.submissionsPort();
  }

  /** The port for what comes back, on 127.0.0.1. */
  public int bouncesPort() {
    return gateway.bouncesPort();
  }

  @Override
  public URI portal() {
    return config.web().publicUrl();
  }

  @Override
  public Login submitter() {
    return submitter;
  }

  /** What the tests look at beside what a client sees. */
  public Gateway gateway() {
    return gateway;
  }

  @Override
  public Optional<CopyState> copy(String submission, Mailbox recipient) {
    byte[] hash = gateway.addresses().hash(recipient);
    return gateway
        .database()
        .read(tx ->
            MessageRow.byPublicId(tx, submission)
                .flatMap(message ->
                    CopyRow.ofMessage(tx, message.key()).stream()
                        .filter(copy -> Arrays.equals(copy.recipientHash(), hash))
                        .findFirst())
                .map(copy ->
                    state(
                        copy,
                        ConversationRow.byKey(tx, copy.conversation())
                            .map(ConversationRow::publicId),
                        attempts(tx, copy.key()),
                        trouble(tx, copy.key()))));
  }

  /** What the last attempt that was put off met; empty when there is none. */
  private static String trouble(Tx tx, long copy) {
    return tx.one(
            """
            SELECT detail FROM copy_event
            WHERE copy = ? AND what = 'deferred' AND detail IS NOT NULL
            ORDER BY key DESC LIMIT 1
            """,
            r -> String.valueOf(r.getString(1)),
            copy)
        .orElse("");
  }

  private static int attempts(Tx tx, long copy) {
    return tx.one(
            """
            SELECT COUNT(*) FROM copy_event
            WHERE copy = ? AND what IN ('deferred', 'delivered', 'notified', 'failed')
            """,
            r -> r.getInt(1),
            copy)
        .orElse(0);
  }

  private static CopyState state(
      CopyRow copy, Optional<String> conversation, int attempts, String trouble) {
    End end =
        switch (copy.state()) {
          case QUEUED, HELD -> End.WAITING;
          case DELIVERED -> End.DELIVERED;
          case NOTIFIED, OPENED, ANSWERED -> End.NOTIFIED;
          case FAILED, EXPIRED, REVOKED, BOUNCED -> End.FAILED;
        };
    String row = copy.rowTaken();
    Optional<Way> way =
        row == null || end == End.FAILED
            ? Optional.empty()
            : Optional.of(way(Row.ofCode(row), copy.verification()));
    // A notification that waits is decided; what it waits for is what its last attempt met.
    boolean notificationWaits = end == End.WAITING && row != null;
    String why = notificationWaits ? trouble : why(copy.explanation());
    return new CopyState(way, end, why, conversation, attempts);
  }

  private static Way way(Row row, @Nullable Verification verification) {
    return switch (row) {
      case ACCOUNT_IDD -> Way.INBOUND_DIRECT;
      case ACCOUNT -> Way.ACCOUNT;
      case NTA7516 -> Way.NTA_7516;
      case DIRECT_HEADER -> Way.DIRECT_DELIVERY;
      case CUSTOM_RIGHT ->
          verification == Verification.SMS ? Way.CUSTOM_SMS : Way.CUSTOM_ACCESS_CODE;
      case TRANSPORT_SECURITY -> Way.TRANSPORT_SECURITY;
      case SMS -> Way.SMS;
      case ACCESS_CODE -> Way.ACCESS_CODE;
      case EMAIL -> Way.EMAIL;
    };
  }

  /** The sentence of the row that decided: the chosen one, or the last that did not hold. */
  private static String why(@Nullable String explanation) {
    if (explanation == null || explanation.isEmpty()) {
      return "";
    }
    List<Explanation.Sentence> sentences = Explanation.decode(explanation).render(Locale.ENGLISH);
    return sentences.isEmpty() ? "" : sentences.getLast().text();
  }

  @Override
  public void close() {
    gateway.close();
  }
}
