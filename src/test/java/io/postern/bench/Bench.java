package io.postern.bench;

import io.postern.listener.ClientTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Accept, side by side: each server takes the same load in turn, round after round, and what is
 * printed is each figure's median over the rounds, and its ratio to Postern's.
 *
 * <p>Properties: {@code bench.seconds} of one run (120), {@code bench.rounds} (3), {@code
 * bench.fill} octets that Postern's store holds before it is measured (5e9), {@code bench.peers},
 * {@code bench.exim} the program, {@code bench.cases} such as {@code 1x16,100x64}.
 */
public final class Bench {
  private static final List<String> CASES = List.of("1x16", "1x64", "100x16", "100x64");
  private static final int OCTETS = 10_000;

  private final Path folder;
  private final ClientTls tls = new ClientTls();
  private final Map<String, List<Run>> runs = new TreeMap<>();

  private Bench(Path folder) throws IOException {
    this.folder = folder;
  }

  /** One server's run of one case. */
  private record Run(
      double perSecond, double p50, double p99, double cpuMillis, double clientCpu, long failed) {}

  public static void main(String[] args) throws Exception {
    new Bench(Files.createDirectories(Path.of(args[0]).toAbsolutePath())).accept();
  }

  private void accept() throws IOException, InterruptedException {
    World world = World.make(folder.resolve("world"));
    List<Peer> peers = new ArrayList<>();
    try {
      for (String name : System.getProperty("bench.peers", "postern,postfix,exim").split(",")) {
        start(name, world).ifPresent(peers::add);
      }
      for (Peer peer : peers) {
        if (peer instanceof PosternPeer postern) {
          fill(postern);
        }
        warmUp(peer);
      }
      List<String> cases =
          Arrays.asList(System.getProperty("bench.cases", String.join(",", CASES)).split(","));
      for (int round = 0; round < Integer.getInteger("bench.rounds", 3); round++) {
        for (String load : cases) {
          for (Peer peer : peers) {
            measure(peer, load);
          }
        }
      }
      print(peers, cases);
    } finally {
      for (Peer peer : peers) {
        peer.close();
      }
    }
  }

  private Optional<Peer> start(String name, World world) throws IOException {
    Path home = folder.resolve(name);
    return switch (name) {
      case "postern" -> Optional.of(PosternPeer.start(home, world, null));
      case "postfix" -> Optional.of(PostfixPeer.start(home, world, null));
      case "exim" -> {
        String program = System.getProperty("bench.exim", "");
        yield program.isBlank()
            ? Optional.empty()
            : Optional.of(EximPeer.start(Path.of(program), home, world, null));
      }
      default -> throw new IllegalArgumentException("no such server: " + name);
    };
  }

  private void fill(PosternPeer postern) throws IOException, InterruptedException {
    double wanted = Double.parseDouble(System.getProperty("bench.fill", "5e9"));
    while (postern.stored() < wanted) {
      load(postern, OCTETS).run(new Load.Plan(64, 1000, Duration.ofSeconds(20)));
      System.err.printf(Locale.ROOT, "filled to %.2f GB%n", postern.stored() / 1e9);
    }
  }

  private void warmUp(Peer peer) throws InterruptedException {
    load(peer, OCTETS).run(new Load.Plan(16, 20, Duration.ofSeconds(10)));
  }

  private Load load(Peer peer, int octets) {
    return new Load(peer.target(), tls, Load.mail(PosternPeer.FROM, PosternPeer.TO, octets));
  }

  private void measure(Peer peer, String load) throws IOException, InterruptedException {
    String[] parts = load.split("x");
    Duration time = Duration.ofSeconds(Integer.getInteger("bench.seconds", 120));
    double before = Processes.cpu(peer.pid());
    Load.Result result =
        load(peer, OCTETS)
            .run(new Load.Plan(Integer.parseInt(parts[1]), Integer.parseInt(parts[0]), time));
    double cpu = Processes.cpu(peer.pid()) - before;
    Run run =
        new Run(
            result.perSecond(),
            result.quantile(0.5),
            result.quantile(0.99),
            1000 * cpu / Math.max(1, result.accepted()),
            result.clientCpu() / result.seconds(),
            result.failed());
    runs.computeIfAbsent(peer.name() + " " + load, k -> new ArrayList<>()).add(run);
    System.err.printf(
        Locale.ROOT,
        "%-8s %-7s %8.0f msg/s  p50 %6.1f ms  p99 %6.1f ms  %5.2f ms CPU  client %.2f cores  failed %d%n",
        peer.name(),
        load,
        run.perSecond,
        run.p50,
        run.p99,
        run.cpuMillis,
        run.clientCpu,
        run.failed);
  }

  private void print(List<Peer> peers, List<String> cases) {
    System.out.println(
        "| load (mails a connection x sessions) | server | msg/s | spread | p99 ms | server CPU ms"
            + " | client cores | Postern is |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    for (String load : cases) {
      double ours = Double.NaN;
      for (Peer peer : peers) {
        List<Run> all = runs.getOrDefault(peer.name() + " " + load, List.of());
        double[] rates = all.stream().mapToDouble(Run::perSecond).sorted().toArray();
        double rate = median(rates);
        ours = peer instanceof PosternPeer ? rate : ours;
        System.out.printf(
            Locale.ROOT,
            "| %s | %s | %.0f | %.0f to %.0f | %.1f | %.2f | %.2f | %s |%n",
            load,
            peer.name(),
            rate,
            rates[0],
            rates[rates.length - 1],
            median(all.stream().mapToDouble(Run::p99).sorted().toArray()),
            median(all.stream().mapToDouble(Run::cpuMillis).sorted().toArray()),
            median(all.stream().mapToDouble(Run::clientCpu).sorted().toArray()),
            peer instanceof PosternPeer
                ? ""
                : String.format(Locale.ROOT, "%.2f times", ours / rate));
      }
    }
  }

  private static double median(double[] sorted) {
    return sorted[sorted.length / 2];
  }
}
