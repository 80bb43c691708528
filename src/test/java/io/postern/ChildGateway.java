package io.postern;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.demo.Running;
import io.postern.demo.SmallInternet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * The program as an operator runs it: a configuration file, {@code postern admin}, {@code postern
 * serve} with little memory, in processes of their own that can be killed.
 */
final class ChildGateway implements AutoCloseable {
  private static final String ORGANISATION = "St. Anna Hospital";
  private static final Pattern LOGIN = Pattern.compile("(?m)^\\s*login\\s*:?\\s+(\\S+)\\s*$");
  private static final Pattern SECRET = Pattern.compile("(?m)^\\s*secret\\s*:?\\s+(\\S+)\\s*$");

  private final Path folder;
  private final Path config;
  private final int port;
  private final URI portal;
  private @Nullable Process serving;

  ChildGateway(SmallInternet world, Path folder) throws IOException {
    this.folder = folder;
    this.config = folder.resolve("postern.yml");
    this.port = freePort();
    int web = freePort();
    this.portal = URI.create("https://localhost:" + web);
    Files.writeString(
        config,
        """
        data: %1$s/data
        keys:
          master: %1$s/keys/master.key
          queue-folder: %1$s/keys/queue
        mail:
          hostname: %2$s
          postmaster: postern@stanna.example
        submission:
          bind: 127.0.0.1
          port: %3$d
          tls-port: 0
          certificate: %4$s
          key: %5$s
        web:
          listen: 127.0.0.1:%6$d
          public-url: %7$s
          certificate: %4$s
          key: %5$s
        delivery:
          port: %8$d
          ca-bundle: %9$s
          egress-exceptions: [127.0.0.0/8]
          # The whole message is what its tests measure.
          link-from: 1GB
        dns:
          servers: ["127.0.0.1:%10$d"]
          trust-anchors: %12$s
        sms:
          url: %11$s
        """
            .formatted(
                folder,
                world.gatewayName(),
                port,
                world.gatewayCertificate(),
                world.gatewayKey(),
                web,
                portal,
                world.nextHopPort(),
                world.caBundle(),
                world.dns().getPort(),
                world.smsEndpoint(),
                world.trustAnchors()));
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  int submissionPort() {
    return port;
  }

  URI portal() {
    return portal;
  }

  Path data() {
    return folder.resolve("data");
  }

  /** What an operator types first. The SMTP credential, as it is shown once. */
  Running.Login provision() throws IOException {
    admin("organisation", "create", ORGANISATION, "--language", "en");
    admin("policy", "transport-security", ORGANISATION, "all");
    admin("domain", "claim", ORGANISATION, "stanna.example");
    admin("domain", "verify", ORGANISATION, "stanna.example", "--assume-verified");
    admin("domain", "may-send", ORGANISATION, "stanna.example", "yes");
    admin("account", "create", ORGANISATION, Letter.SENDER, "--name", "Mila Bakker");
    String shown = admin("credential", "create", ORGANISATION, "--label", "mail server");
    Matcher login = LOGIN.matcher(shown);
    Matcher secret = SECRET.matcher(shown);
    assertThat(login.find() && secret.find()).as("login and secret are shown").isTrue();
    return new Running.Login(login.group(1), secret.group(1));
  }

  private String admin(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("admin"));
    command.addAll(List.of(words));
    Path out = Files.createTempFile(folder, "admin", ".txt");
    Process process =
        program(List.of("-XX:TieredStopAtLevel=1"), command)
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stopped);
    }
    String said = Files.readString(out);
    assertThat(process.exitValue()).as("%s said: %s", command.get(1), said).isZero();
    return said;
  }

  private ProcessBuilder program(List<String> options, List<String> words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("io.postern.Main");
    command.add("-c");
    command.add(config.toString());
    command.addAll(words);
    return new ProcessBuilder(command).directory(folder.toFile());
  }

  /** Serves in 256 MB, and ends when they do not suffice. */
  void serve() throws IOException {
    serving =
        program(List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError"), List.of("serve"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
    Awaitility.await("the gateway is ready")
        .atMost(Duration.ofSeconds(60))
        .until(() -> process().isAlive() && answers());
  }

  private boolean answers() {
    try (var probe = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
      probe.setSoTimeout(5_000);
      return probe.getInputStream().read() == '2';
    } catch (IOException notYet) {
      return false;
    }
  }

  Path log() {
    return folder.resolve("log.txt");
  }

  private Process process() {
    Process running = serving;
    if (running == null) {
      throw new IllegalStateException("not serving");
    }
    return running;
  }

  boolean isAlive() {
    return process().isAlive();
  }

  /** SIGKILL: nothing is finished, nothing is written. */
  void kill() {
    process().destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    Process running = serving;
    if (running != null && running.isAlive()) {
      running.destroy();
      running.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }
  }
}
