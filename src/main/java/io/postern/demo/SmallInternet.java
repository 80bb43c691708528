package io.postern.demo;

import io.postern.smtp.Domain;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * The small internet: a certificate authority, a name server, mail hosts of every posture, a text
 * message gateway and people, all on loopback. {@code ./postern demo} shows it; the end-to-end
 * tests live in it.
 *
 * <p>Every mail host has an address of its own, 127.0.0.11 and up, and all listen on one port, so
 * that MX look-ups lead to them as they would outside. Thread-safe. Close it to end everything it
 * began.
 */
public final class SmallInternet implements DemoWorld, AutoCloseable {

  /**
   * Ports on 127.0.0.1; 0 means any free one.
   *
   * @param nextHop the port of all mail hosts
   * @param mailbox the page of everybody's mail
   */
  public record Ports(int dns, int nextHop, int sms, int mailbox) {
    public static final Ports ANY = new Ports(0, 0, 0, 0);
  }

  private static final String GATEWAY = "gate.stanna.example";

  private final Path folder;
  private final InstantSource time;
  private final DemoCa ca;
  private final DemoDns dns;
  private final DemoSms sms;
  private final DemoPolicies policies;
  private final CapturedMails mails = new CapturedMails();
  private final DemoMailbox mailbox;
  private final Map<String, DemoMx> hosts = new HashMap<>();
  private final Path gatewayCertificate;
  private final Path gatewayKey;
  private final int nextHopPort;

  /**
   * Opens everything.
   *
   * @param folder for certificates and large messages; has to exist
   * @throws PortInUse when a port is taken; nothing stays open then
   */
  public static SmallInternet open(
      Path folder, Ports ports, SecureRandom random, InstantSource time) throws IOException {
    return new SmallInternet(folder, ports, random, time);
  }

  private SmallInternet(Path folder, Ports ports, SecureRandom random, InstantSource time)
      throws IOException {
    this.folder = folder;
    this.time = time;
    this.ca = new DemoCa(random, time);
    ca.writeBundle(caBundle());
    this.gatewayCertificate = folder.resolve("gateway.crt");
    this.gatewayKey = folder.resolve("gateway.key");
    ca.leaf(DemoCa.Kind.VALID, "localhost", GATEWAY, "127.0.0.1")
        .write(gatewayCertificate, gatewayKey);

    List<AutoCloseable> opened = new ArrayList<>();
    try {
      this.dns = kept(opened, new DemoDns(InetAddress.getLoopbackAddress(), ports.dns(), time));
      this.sms = kept(opened, new DemoSms(ports.sms(), time));
      this.policies = kept(opened, new DemoPolicies(0, ca, Claims.POLICIES));
      this.mailbox = kept(opened, new DemoMailbox(ports.mailbox(), mails, sms.page()));
      this.nextHopPort = openHosts(ports.nextHop(), opened);
    } catch (IOException failed) {
      closeAll(opened);
      throw failed;
    }
    Files.writeString(trustAnchors(), dns.trustAnchor() + "\n");
    People.nameServer(dns);
    new Claims(dns, nextHopPort).publish(hosts);
    dns.a(GATEWAY, InetAddress.getLoopbackAddress());
    dns.cname("postern." + tenant().domain(), GATEWAY);
  }

  /** Opens the hosts on one port that is free on all their addresses. */
  private int openHosts(int wanted, List<AutoCloseable> opened) throws IOException {
    for (int tries = 1; ; tries++) {
      List<AutoCloseable> these = new ArrayList<>();
      int port = wanted;
      try {
        for (People.Host host : People.HOSTS) {
          DemoMx mx = host(host.name(), host.address(), port, host.posture());
          these.add(mx);
          hosts.put(host.name(), mx);
          // The first one takes any free port; the others have to follow.
          port = port == 0 ? mx.port() : port;
        }
        opened.addAll(these);
        return port;
      } catch (PortInUse taken) {
        closeAll(these);
        if (wanted != 0 || tries == 20) {
          throw taken;
        }
      }
    }
  }

  /**
   * Opens one more mail host, on the world's port; the caller names it in the DNS and closes it.
   */
  public DemoMx host(String name, InetAddress address, int port, Posture posture)
      throws IOException {
    return new DemoMx(name, address, port, posture, ca, mails, folder, time);
  }

  /** A mail host by its name, such as {@code mx.lindenhof.example}. */
  public DemoMx host(String name) {
    return Optional.ofNullable(hosts.get(name))
        .orElseThrow(() -> new IllegalArgumentException("no host " + name));
  }

  /** Everything the mail hosts took. */
  public CapturedMails mails() {
    return mails;
  }

  public DemoSms sms() {
    return sms;
  }

  /** The name server, to script more. */
  public DemoDns nameServer() {
    return dns;
  }

  public DemoCa ca() {
    return ca;
  }

  /** For clients of the gateway: trusts the demo's authority only. */
  public SSLContext clientTls() {
    return ca.clientContext();
  }

  /** The page of everybody's mail. */
  public URI mailboxPage() {
    return mailbox.page();
  }

  @Override
  public InetSocketAddress dns() {
    return dns.address();
  }

  @Override
  public Path trustAnchors() {
    return folder.resolve("root.key");
  }

  @Override
  public int nextHopPort() {
    return nextHopPort;
  }

  @Override
  public int policyPort() {
    return policies.port();
  }

  @Override
  public Set<InetAddress> egressExceptions() {
    Set<InetAddress> addresses = new LinkedHashSet<>();
    People.HOSTS.forEach(host -> addresses.add(host.address()));
    return addresses;
  }

  @Override
  public Path caBundle() {
    return folder.resolve("authorities.pem");
  }

  @Override
  public URI smsEndpoint() {
    return sms.endpoint();
  }

  @Override
  public Path gatewayCertificate() {
    return gatewayCertificate;
  }

  @Override
  public Path gatewayKey() {
    return gatewayKey;
  }

  @Override
  public String gatewayName() {
    return GATEWAY;
  }

  @Override
  public void publish(Domain name, String text) {
    dns.txt(name.ascii(), text);
  }

  @Override
  public DemoTenant tenant() {
    return new DemoTenant(
        "St. Anna Hospital",
        "#7a1f4b",
        "+31 20 555 01 00",
        Domain.of("stanna.example"),
        List.of(People.SENDER, People.COLLEAGUE, People.LABORATORY),
        true,
        true);
  }

  @Override
  public DemoClinic clinic() {
    return new DemoClinic(
        "Zonnehoek Clinic", Domain.of("zonnehoek.example"), Domain.of("mx.zonnehoek.example"));
  }

  /** A folder below the world's own, made when missing. */
  public Path folder(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  @Override
  public void close() {
    closeAll(new ArrayList<>(hosts.values()));
    closeAll(List.of(mailbox, policies, sms, dns));
  }

  private static <T extends AutoCloseable> T kept(List<AutoCloseable> opened, T door) {
    opened.add(door);
    return door;
  }

  private static void closeAll(List<? extends AutoCloseable> doors) {
    for (AutoCloseable door : doors) {
      try {
        door.close();
      } catch (Exception gone) {
        Thread.yield();
      }
    }
  }
}
