package io.postern.interop;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.dns.TrustAnchors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * A DNS of its own made of software that nobody here wrote: knot has a signed root, {@code test}
 * and the zones of a test; unbound resolves and validates. Both on loopback, ended with the test.
 *
 * <p>A program that can only ask the machine's resolver, such as posttls-finger, is run {@link
 * #resolvingHere}.
 */
public final class SignedZones implements AutoCloseable {

  /** How a zone is signed. */
  public enum Kind {
    SIGNED("plain"),
    /** NSEC3 with opt-out, as most top-level domains have it. */
    SIGNED_NSEC3("hashed"),
    UNSIGNED(""),
    /** Signed, and the parent vouches for another key: bogus. */
    WRONG_DS("plain");

    private final String policy;

    Kind(String policy) {
      this.policy = policy;
    }
  }

  /**
   * A zone.
   *
   * @param name below {@code test}, such as {@code good.test}
   * @param records lines of its file, with names relative to it: {@code mx IN A 127.0.0.9}
   */
  public record Zone(String name, Kind kind, List<String> records) {
    public Zone {
      records = List.copyOf(records);
    }

    public static Zone of(String name, Kind kind, String... records) {
      return new Zone(name, kind, List.of(records));
    }
  }

  /** What a validating resolver says of an answer. */
  public enum Worth {
    SECURE,
    INSECURE,
    BOGUS
  }

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

  private final Path home;
  private final Map<String, Zone> zones = new LinkedHashMap<>();
  private final List<Process> started = new ArrayList<>();
  private final int authority;
  private final int resolver;
  private final String standIn;

  /**
   * Starts both, and waits until they answer. Skips the test where one is not installed.
   *
   * @param folder an empty one, for their files; outlives them
   */
  public static SignedZones start(Path folder, Zone... zones) throws Exception {
    for (String program : List.of("knotd", "keymgr", "unbound")) {
      Program.assumeInstalled(program);
    }
    SignedZones made = new SignedZones(folder, zones);
    try {
      made.begin();
      return made;
    } catch (Exception | Error failed) {
      made.close();
      throw failed;
    }
  }

  private SignedZones(Path folder, Zone... zones) throws IOException {
    this.home = folder.toAbsolutePath();
    this.authority = freePort();
    this.resolver = freePort();
    this.standIn = "127.53." + (resolver >> 8) + "." + (resolver & 255);
    add(Zone.of("", Kind.SIGNED, "ns.test. IN A 127.0.0.1"));
    add(Zone.of("test", Kind.SIGNED_NSEC3, "ns IN A 127.0.0.1"));
    for (Zone zone : zones) {
      add(zone);
    }
  }

  private void add(Zone zone) {
    zones.put(zone.name(), zone);
  }

  private void begin() throws Exception {
    for (String folder : List.of("zones", "keys", "run")) {
      Files.createDirectory(home.resolve(folder));
    }
    Files.writeString(home.resolve("knot.conf"), knotConf());
    Map<String, String> digests = new LinkedHashMap<>();
    for (Zone zone : zones.values()) {
      if (zone.kind() != Kind.UNSIGNED) {
        keymgr(zone, "generate", "algorithm=ecdsap256sha256", "ksk=yes", "zsk=yes");
        String line = keymgr(zone, "ds").lines().findFirst().orElseThrow();
        digests.put(zone.name(), line.substring(line.indexOf(" DS ") + 4));
      }
    }
    for (Zone zone : zones.values()) {
      Files.writeString(home.resolve("zones").resolve(file(zone)), zoneFile(zone, digests));
    }
    Files.writeString(anchorFile(), ". IN DS " + digests.get("") + "\n");
    Files.writeString(home.resolve("unbound.conf"), unboundConf());
    Files.writeString(
        home.resolve("resolv.conf"), "nameserver " + standIn + "\noptions edns0 trust-ad\n");
    run("knotd", "-c", home.resolve("knot.conf").toString());
    awaitAnswer(authority());
    run("unbound", "-d", "-c", home.resolve("unbound.conf").toString());
    awaitAnswer(resolver());
  }

  /** Knot: has the zones, and no opinion of them. */
  public InetSocketAddress authority() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), authority);
  }

  /** Unbound: resolves and validates. */
  public InetSocketAddress resolver() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), resolver);
  }

  /** The root's key. */
  public Path anchorFile() {
    return home.resolve("root.key");
  }

  public TrustAnchors anchors() throws IOException {
    return TrustAnchors.read(anchorFile());
  }

  /**
   * The same command, for which unbound is the machine's resolver. Needs root, skips the test
   * without.
   */
  public List<String> resolvingHere(List<String> command) {
    assumeTrue(ROOT, "only root can give a program another /etc/resolv.conf");
    Program.assumeInstalled("unshare");
    List<String> wrapped = new ArrayList<>(List.of("unshare", "-m", "sh", "-c"));
    wrapped.add("mount --bind " + home.resolve("resolv.conf") + " /etc/resolv.conf && exec \"$@\"");
    wrapped.add("sh");
    wrapped.addAll(command);
    return wrapped;
  }

  /** What unbound makes of a question. */
  public Worth worth(String name, int type) throws IOException {
    SimpleResolver plain = new SimpleResolver(resolver());
    plain.setTimeout(PATIENCE);
    Message query =
        Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), type, DClass.IN));
    query.getHeader().setFlag(Flags.AD);
    Message answer = plain.send(query);
    if (answer.getRcode() == Rcode.SERVFAIL) {
      return Worth.BOGUS;
    }
    return answer.getHeader().getFlag(Flags.AD) ? Worth.SECURE : Worth.INSECURE;
  }

  @Override
  public void close() {
    for (Process process : started) {
      process.destroy();
      process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }
  }

  private void run(String... command) throws IOException {
    started.add(
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve(command[0] + ".log").toFile())
            .start());
  }

  private void awaitAnswer(InetSocketAddress server) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .until(() -> {
          SimpleResolver plain = new SimpleResolver(server);
          plain.setTimeout(Duration.ofSeconds(2));
          Record soa = Record.newRecord(Name.fromConstantString("test."), Type.SOA, DClass.IN);
          return plain.send(Message.newQuery(soa)).getRcode() == Rcode.NOERROR;
        });
  }

  private String keymgr(Zone zone, String... what) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of("keymgr", "-c", home.resolve("knot.conf").toString(), zone.name() + "."));
    command.addAll(List.of(what));
    return Program.run(home, "", command);
  }

  private static String file(Zone zone) {
    return zone.name().isEmpty() ? "root" : zone.name();
  }

  private String zoneFile(Zone zone, Map<String, String> digests) throws TextParseException {
    StringBuilder text = new StringBuilder();
    text.append("$ORIGIN ").append(zone.name()).append(".\n$TTL 60\n");
    text.append("@ IN SOA ns.test. root.test. 1 3600 600 86400 60\n@ IN NS ns.test.\n");
    zone.records().forEach(line -> text.append(line).append('\n'));
    for (Zone child : zones.values()) {
      if (parent(child) == zone && child != zone) {
        text.append(child.name()).append(". IN NS ns.test.\n");
        String digest =
            child.kind() == Kind.WRONG_DS ? "1 13 2 " + "00".repeat(32) : digests.get(child.name());
        if (digest != null) {
          text.append(child.name()).append(". IN DS ").append(digest).append('\n');
        }
      }
    }
    return text.toString();
  }

  private Zone parent(Zone child) throws TextParseException {
    Name name = Name.fromString(child.name() + ".");
    Zone longest = Objects.requireNonNull(zones.get(""));
    for (Zone zone : zones.values()) {
      Name above = Name.fromString(zone.name() + ".");
      if (zone != child
          && name.subdomain(above)
          && zone.name().length() > longest.name().length()) {
        longest = zone;
      }
    }
    return longest;
  }

  private String knotConf() {
    String all =
        zones.values().stream()
            .map(zone ->
                """
                  - domain: NAME.
                    file: FILE
                    dnssec-signing: SIGNED
                """
                        .replace("NAME", zone.name())
                        .replace("FILE", file(zone))
                        .replace("SIGNED", zone.kind() == Kind.UNSIGNED ? "off" : "on")
                    + (zone.kind() == Kind.UNSIGNED
                        ? ""
                        : "    dnssec-policy: " + zone.kind().policy + "\n"))
            .collect(Collectors.joining());
    return """
    server:
        listen: 127.0.0.1@PORT
        rundir: HOME/run
        pidfile: HOME/run/knot.pid
    database:
        storage: HOME/keys
    policy:
      - id: plain
        algorithm: ecdsap256sha256
        single-type-signing: on
      - id: hashed
        algorithm: ecdsap256sha256
        single-type-signing: on
        nsec3: on
        nsec3-iterations: 0
        nsec3-opt-out: on
    template:
      - id: default
        storage: HOME/zones
        zonefile-sync: -1
        journal-content: none
    zone:
    """
            .replace("HOME", home.toString())
            .replace("PORT", Integer.toString(authority))
        + all;
  }

  private String unboundConf() {
    String stubs =
        zones.keySet().stream()
            .map(name ->
                "stub-zone:\n  name: \"" + name + ".\"\n  stub-addr: 127.0.0.1@" + authority + "\n")
            .collect(Collectors.joining());
    return """
    server:
      directory: "HOME"
      chroot: ""
      username: ""
      pidfile: "HOME/unbound.pid"
      use-syslog: no
      val-log-level: 2
      interface: 127.0.0.1@PORT
      STAND_IN
      do-not-query-localhost: no
      do-ip6: no
      access-control: 127.0.0.0/8 allow
      local-zone: "test." nodefault
      module-config: "validator iterator"
      trust-anchor-file: "HOME/root.key"
      qname-minimisation: no
      ede: yes
    remote-control:
      control-enable: no
    """
            .replace("HOME", home.toString())
            .replace("PORT", Integer.toString(resolver))
            .replace("STAND_IN", ROOT ? "interface: " + standIn + "@53" : "")
        + stubs;
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }
}
