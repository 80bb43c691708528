package io.postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Postern as an operator runs it: {@code postern admin}, then {@code postern serve}. With delivery
 * held it takes, seals, stores and queues; nothing leaves.
 */
final class PosternPeer implements Peer {
  private static final String ORGANISATION = "Bench";
  private static final Pattern LOGIN = Pattern.compile("(?m)^\\s*login\\s*:?\\s+(\\S+)\\s*$");
  private static final Pattern SECRET = Pattern.compile("(?m)^\\s*secret\\s*:?\\s+(\\S+)\\s*$");
  static final String FROM = "m.bakker@sender.example";
  static final String TO = "annie@receiver.example";

  private final Path folder;
  private final Load.Target target;
  private final Process process;

  private PosternPeer(Path folder, Load.Target target, Process process) {
    this.folder = folder;
    this.target = target;
    this.process = process;
  }

  /**
   * @param next where all mail goes with {@code localhost} as its host; null holds it
   */
  static PosternPeer start(Path folder, World world, World.@Nullable Sink next) throws IOException {
    Files.createDirectories(folder);
    int port = Peer.freePort();
    int web = Peer.freePort();
    Path config = folder.resolve("postern.yml");
    Files.writeString(
        config,
        """
        data: %1$s/data
        keys:
          master: %1$s/keys/master.key
          queue-folder: %1$s/keys/queue
        mail:
          hostname: gate.bench.example
          postmaster: postern@sender.example
        submission:
          bind: 127.0.0.1
          port: %2$d
          tls-port: 0
          certificate: %3$s
          key: %4$s
          sessions: 10100
          sessions-per-client: 10100
        web:
          listen: 127.0.0.1:%5$d
          public-url: https://localhost:%5$d
          certificate: %3$s
          key: %4$s
        delivery:
          ca-bundle: %6$s
          egress-exceptions: [127.0.0.0/8]
        %7$s
        dns:
          servers: ["127.0.0.1:1"]
        """
            .formatted(
                folder,
                port,
                world.chain(),
                world.key(),
                web,
                world.authorities(),
                next == null
                    ? ""
                    : "  route:\n    host: localhost\n    port: %d\n    final-for: [receiver.example]"
                        .formatted(next.port())));
    admin(folder, config, "organisation", "create", ORGANISATION);
    if (next != null) {
      admin(folder, config, "policy", "transport-security", ORGANISATION, "all");
    }
    admin(folder, config, "domain", "claim", ORGANISATION, "sender.example");
    admin(folder, config, "domain", "verify", ORGANISATION, "sender.example", "--assume-verified");
    admin(folder, config, "domain", "may-send", ORGANISATION, "sender.example", "yes");
    admin(folder, config, "account", "create", ORGANISATION, FROM, "--name", "Mila Bakker");
    String shown = admin(folder, config, "credential", "create", ORGANISATION, "--label", "bench");
    Matcher login = LOGIN.matcher(shown);
    Matcher secret = SECRET.matcher(shown);
    if (!login.find() || !secret.find()) {
      throw new IOException("no login and secret were shown");
    }
    List<String> serve =
        new ArrayList<>(
            List.of("serve", "--roles", next == null ? "submission" : "submission,delivery"));
    Process process =
        program(folder, config, "-Xmx" + System.getProperty("bench.heap", "512m"), serve)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log.txt").toFile())
            .start();
    Peer.awaitGreeting(port, folder.resolve("log.txt"));
    return new PosternPeer(
        folder, new Load.Target(port, login.group(1), secret.group(1), FROM, TO), process);
  }

  private static String admin(Path folder, Path config, String... words) throws IOException {
    List<String> all = new ArrayList<>(List.of("admin"));
    all.addAll(List.of(words));
    return Peer.run(
        folder,
        program(folder, config, "-XX:TieredStopAtLevel=1", all).command().toArray(String[]::new));
  }

  private static ProcessBuilder program(
      Path folder, Path config, String option, List<String> words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(option);
    command.addAll(options());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("io.postern.Main");
    command.add("-c");
    command.add(config.toString());
    command.addAll(words);
    return new ProcessBuilder(command).directory(folder.toFile());
  }

  /** More options for the JVM, such as those that record a profile. */
  private static List<String> options() {
    String more = System.getProperty("bench.options", "");
    return more.isBlank() ? List.of() : List.of(more.split(" "));
  }

  @Override
  public String name() {
    return "Postern";
  }

  @Override
  public Load.Target target() {
    return target;
  }

  @Override
  public long pid() {
    return process.pid();
  }

  /** Octets its store takes. */
  long stored() throws IOException {
    try (var files = Files.walk(folder.resolve("data"))) {
      long sum = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sum += Files.size(file);
      }
      return sum;
    }
  }

  @Override
  public void close() {
    Peer.end(process.toHandle());
  }
}
