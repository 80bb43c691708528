package io.postern.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * An organisation's mail server: a Postfix that takes mail on loopback and hands all of it to the
 * gateway, with SASL over verified TLS. Its configuration, queue and port are its own.
 */
final class PostfixRelay implements AutoCloseable {
  static final String ADDRESS = "127.7.9.2";

  private final Path home;
  private final int port;
  private final ProcessHandle master;

  private PostfixRelay(Path home, int port, ProcessHandle master) {
    this.home = home;
    this.port = port;
    this.master = master;
  }

  static PostfixRelay start(LiveGateway live) throws Exception {
    Program.assumeInstalled("postfix");
    assumeTrue("root".equals(System.getProperty("user.name")), "Postfix starts as root only");
    Path home = Files.createDirectory(live.folder().resolve("postfix"));
    int port;
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.ofLiteral(ADDRESS))) {
      port = any.getLocalPort();
    }
    for (String folder : List.of("conf", "queue", "data")) {
      Files.createDirectory(home.resolve(folder));
    }
    Files.writeString(home.resolve("conf/main.cf"), mainCf(home, live));
    Files.writeString(home.resolve("conf/master.cf"), masterCf(port));
    Program.run(live.folder(), "", List.of("chown", "postfix", home.resolve("data").toString()));
    Program.run(
        live.folder(), "", List.of("postfix", "-c", home.resolve("conf").toString(), "start"));
    Path pid = home.resolve("queue/pid/master.pid");
    await().atMost(20, TimeUnit.SECONDS).until(() -> Files.exists(pid) && answers(port));
    return new PostfixRelay(
        home, port, ProcessHandle.of(Long.parseLong(Files.readString(pid).trim())).orElseThrow());
  }

  int port() {
    return port;
  }

  /** What Postfix says of each delivery, once it has said so of this many recipients. */
  List<String> deliveries(int recipients) {
    return await()
        .atMost(60, TimeUnit.SECONDS)
        .until(
            () ->
                Files.readString(home.resolve("queue/log"))
                    .lines()
                    .filter(line -> line.contains(" status="))
                    .toList(),
            lines -> lines.size() >= recipients);
  }

  /** The log, for what went wrong. */
  String log() throws IOException {
    return Files.readString(home.resolve("queue/log"));
  }

  @Override
  public void close() {
    master.destroy();
    master.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    assertThat(Optional.of(master).filter(ProcessHandle::isAlive)).isEmpty();
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(ADDRESS, port), 1000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** As docs would tell an administrator, but for the ports and folders. */
  private static String mainCf(Path home, LiveGateway live) {
    return """
    compatibility_level = 3.6
    queue_directory = HOME/queue
    data_directory = HOME/data
    maillog_file = HOME/queue/log
    maillog_file_prefixes = HOME
    myhostname = mail.stanna.example
    mydestination =
    mynetworks = 127.0.0.0/8
    inet_interfaces = 127.0.0.1
    inet_protocols = ipv4
    smtp_dns_support_level = disabled
    smtp_host_lookup = native

    relayhost = [localhost]:PORT
    smtp_sasl_auth_enable = yes
    smtp_sasl_password_maps = inline:{ { [localhost]:PORT = USER:SECRET } }
    smtp_sasl_security_options = noanonymous
    smtp_tls_security_level = secure
    smtp_tls_secure_cert_match = hostname
    smtp_tls_CAfile = AUTHORITIES
    """
        .replace("HOME", home.toString())
        .replace("PORT", Integer.toString(live.gateway().submissionPort()))
        .replace("USER", live.login().user())
        .replace("SECRET", live.login().secret())
        .replace("AUTHORITIES", live.world().caBundle().toString());
  }

  private static String masterCf(int port) {
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
    smtp      unix - - n - - smtp
    error     unix - - n - - error
    retry     unix - - n - - error
    discard   unix - - n - - discard
    anvil     unix - - n - 1 anvil
    scache    unix - - n - 1 scache
    postlog   unix-dgram n - n - 1 postlogd
    """
        .replace("ADDRESS", ADDRESS)
        .replace("PORT", Integer.toString(port));
  }
}
