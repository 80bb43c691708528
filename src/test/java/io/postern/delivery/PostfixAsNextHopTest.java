package io.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.delivery.Outcome.Finding;
import io.postern.delivery.client.Timeouts;
import io.postern.demo.DemoCa;
import io.postern.dns.ScriptedDns;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.smtp.ReversePath;
import io.postern.transport.Cidr;
import io.postern.transport.EgressRules;
import io.postern.transport.SessionResult;
import io.postern.transport.TlsRequirement;
import io.postern.transport.mtasts.StsFinding;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Delivers to a real Postfix, started with a configuration and a queue of its own. */
@Tag("interop")
@Timeout(120)
class PostfixAsNextHopTest {

  private static final String ADDRESS = "127.7.9.1";
  private static final String MX = "mx.recipient.example";
  private static final int SIZE_LIMIT = 3_000_000;

  private static Path home;
  private static int port;
  private static DemoCa ca;
  private static Optional<ProcessHandle> master = Optional.empty();

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/sbin/postfix")), "Postfix is not installed");
    assumeTrue("root".equals(System.getProperty("user.name")), "Postfix starts as root only");
    home =
        Files.createTempDirectory(
            "postfix",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    ca = new DemoCa(new SecureRandom(), InstantSource.system());
    ca.writeBundle(home.resolve("ca.pem"));
    ca.leaf(DemoCa.Kind.VALID, MX).write(home.resolve("cert.pem"), home.resolve("key.pem"));
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.ofLiteral(ADDRESS))) {
      port = any.getLocalPort();
    }
    for (String folder : List.of("conf", "queue", "data", "boxes")) {
      Files.createDirectory(home.resolve(folder));
    }
    Files.writeString(home.resolve("conf/main.cf"), mainCf());
    Files.writeString(home.resolve("conf/master.cf"), masterCf());
    run("chown", "postfix", home.resolve("data").toString());
    run("chown", "nobody", home.resolve("boxes").toString());
    run("postfix", "-c", home.resolve("conf").toString(), "start");
    Path pid = home.resolve("queue/pid/master.pid");
    await().atMost(20, TimeUnit.SECONDS).until(() -> Files.exists(pid) && answers());
    master = ProcessHandle.of(Long.parseLong(Files.readString(pid).trim()));
  }

  @AfterAll
  static void stop() throws Exception {
    master.ifPresent(handle -> {
      handle.destroy();
      handle.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    });
    if (home != null) {
      try (Stream<Path> all = Files.walk(home)) {
        all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
      }
    }
  }

  @Test
  void aMessageArrivesByteForByteOverVerifiedTls() throws IOException {
    StringBuilder text =
        new StringBuilder(
            """
            From: Anna <anna@sender.example>\r
            To: bob@recipient.example\r
            Date: Mon, 23 Nov 2026 12:00:00 +0000\r
            Message-ID: <1@sender.example>\r
            Subject: dots\r
            MIME-Version: 1.0\r
            Content-Type: text/plain; charset=utf-8\r
            Content-Transfer-Encoding: 8bit\r
            \r
            .\r
            ..\r
            .hidden\r
            Grüße\r
            """);
    for (int i = 0; i < 40_000; i++) {
      text.append(i % 3 == 0 ? "." : "").append("line ").append(i).append("\r\n");
    }
    TestLetter letter = TestLetter.of(text.toString()).withEightBit();
    Map<Mailbox, Outcome> outcomes =
        carry(MX, letter, TlsRequirement.CERTIFICATE, "bob", "nobody-here");

    assertThat(outcomes.get(Mailbox.of("bob@recipient.example")))
        .isInstanceOfSatisfying(
            Outcome.Delivered.class,
            d -> {
              assertThat(d.evidence().tlsVersion()).isEqualTo("TLSv1.3");
              assertThat(d.evidence().held()).containsExactly(TlsRequirement.Proof.PKIX);
            });
    assertThat(outcomes.get(Mailbox.of("nobody-here@recipient.example")))
        .isInstanceOfSatisfying(
            Outcome.Failed.class, f -> assertThat(f.status()).hasToString("5.1.1"));
    Path box = home.resolve("boxes/bob/new");
    await().atMost(20, TimeUnit.SECONDS).until(() -> Files.exists(box) && !files(box).isEmpty());
    String stored = Files.readString(files(box).getFirst(), StandardCharsets.UTF_8);
    assertThat(stored.endsWith(text.toString().replace("\r\n", "\n"))).isTrue();
    assertThat(stored).contains("by mx.recipient.example (Postfix) with ESMTPS");
  }

  @Test
  void aHostByAnotherNameGetsNothing() throws IOException {
    Map<Mailbox, Outcome> outcomes =
        carry("mx.elsewhere.example", TestLetter.plain(), TlsRequirement.CERTIFICATE, "carol");
    assertThat(outcomes.values())
        .allSatisfy(
            outcome -> assertThat(MailWorld.findings(outcome)).containsExactly(Finding.WRONG_NAME));
    assertThat(home.resolve("boxes/carol")).doesNotExist();
  }

  @Test
  void aMessageLargerThanPostfixTakesIsUnsuitable() throws IOException {
    TestLetter large = TestLetter.of("a: b\r\n\r\n" + "0123456789\r\n".repeat(SIZE_LIMIT / 12));
    assertThat(carry(MX, large, TlsRequirement.CERTIFICATE, "bob").values())
        .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Unsuitable.class));
  }

  private static Map<Mailbox, Outcome> carry(
      String host, TestLetter letter, TlsRequirement requirement, String... locals)
      throws IOException {
    ScriptedDns dns = new ScriptedDns().mx("recipient.example", host).a(host, ADDRESS);
    DeliverySettings settings =
        new DeliverySettings(
            Domain.of("out.sender.example"),
            port,
            home.resolve("ca.pem"),
            Timeouts.all(Duration.ofSeconds(30)),
            new EgressRules(List.of(Cidr.of(ADDRESS)), List.of()),
            null);
    try (SmtpCourier courier =
        new SmtpCourier(
            settings,
            dns,
            domain -> StsFinding.NONE,
            SessionResult.Listener.NOBODY,
            InstantSource.system(),
            new SecureRandom())) {
      return courier.carry(
          new Courier.Errand(
              "interop",
              Domain.of("recipient.example"),
              ReversePath.of(Mailbox.of("token@sender.example")),
              Stream.of(locals).map(l -> Mailbox.of(l + "@recipient.example")).toList(),
              letter,
              requirement,
              false));
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }

  private static boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(ADDRESS, port), 1000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static void run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("out-" + command[0]).toFile())
            .start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue())
        .as("%s", Files.readString(home.resolve("out-" + command[0])))
        .isZero();
  }

  private static String mainCf() {
    return """
    compatibility_level = 3.6
    queue_directory = HOME/queue
    data_directory = HOME/data
    maillog_file = HOME/queue/log
    maillog_file_prefixes = HOME
    myhostname = mx.recipient.example
    mydestination =
    mynetworks = 127.255.255.255/32
    inet_interfaces = 127.0.0.1
    inet_protocols = ipv4
    smtpd_relay_restrictions = reject_unauth_destination
    smtpd_tls_security_level = may
    smtpd_tls_cert_file = HOME/cert.pem
    smtpd_tls_key_file = HOME/key.pem
    virtual_mailbox_domains = recipient.example
    virtual_mailbox_base = HOME/boxes
    virtual_mailbox_maps = inline:{ bob@recipient.example=bob/, carol@recipient.example=carol/ }
    virtual_minimum_uid = 1
    virtual_uid_maps = static:65534
    virtual_gid_maps = static:65534
    mailbox_size_limit = 0
    message_size_limit = LIMIT
    """
        .replace("HOME", home.toString())
        .replace("ADDRESS", ADDRESS)
        .replace("LIMIT", Integer.toString(SIZE_LIMIT));
  }

  private static String masterCf() {
    return """
    ADDRESS:PORT inet n - n - - smtpd
    cleanup   unix n - n - 0 cleanup
    qmgr      unix n - n 300 1 qmgr
    tlsmgr    unix - - n 1000? 1 tlsmgr
    rewrite   unix - - n - - trivial-rewrite
    bounce    unix - - n - 0 bounce
    defer     unix - - n - 0 bounce
    trace     unix - - n - 0 bounce
    proxymap  unix - - n - - proxymap
    error     unix - - n - - error
    retry     unix - - n - - error
    discard   unix - - n - - discard
    virtual   unix - n n - - virtual
    anvil     unix - - n - 1 anvil
    postlog   unix-dgram n - n - 1 postlogd
    """
        .replace("ADDRESS", ADDRESS)
        .replace("PORT", Integer.toString(port));
  }
}
