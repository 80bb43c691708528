package io.postern;

import io.postern.demo.Demo;
import io.postern.demo.SmallInternet;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code postern demo}: the gateway and the small internet, on loopback. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Starts a gateway and a small internet on this machine and sends sample mails.")
final class DemoCommand implements Callable<Integer> {
  private static final SmallInternet.Ports WORLD_PORTS =
      new SmallInternet.Ports(5300, 2525, 8026, 8025);
  private static final DemoGateway.Ports GATEWAY_PORTS =
      new DemoGateway.Ports(2587, 2465, 8443, 2025);

  @Option(
      names = "--once",
      description = "Ends after the sample mails: 0 when every recipient went the expected way.")
  private boolean once;

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("postern-demo");
    SecureRandom random = new SecureRandom();
    InstantSource clock = InstantSource.system();
    PrintStream out = System.out;
    // Checked runs take any free ports: they may stand beside a demo that stays up.
    SmallInternet world;
    try {
      world =
          SmallInternet.open(folder, once ? SmallInternet.Ports.ANY : WORLD_PORTS, random, clock);
    } catch (IOException portTaken) {
      delete(folder);
      throw portTaken;
    }
    DemoGateway gateway;
    try {
      gateway =
          DemoGateway.start(
              world, folder, once ? DemoGateway.Ports.ANY : GATEWAY_PORTS, clock, random);
    } catch (IOException failed) {
      world.close();
      delete(folder);
      throw failed;
    }
    Demo demo = new Demo(gateway, world, out, clock);
    CountDownLatch ended = new CountDownLatch(1);
    Thread cleanUp =
        new Thread(
            () -> {
              gateway.close();
              world.close();
              delete(folder);
              ended.countDown();
            },
            "demo-end");
    List<String> differences = demo.run();
    demo.printPlaces();
    if (once) {
      cleanUp.start();
      ended.await();
      differences.forEach(difference -> out.println("DIFFERENT: " + difference));
      out.println(
          differences.isEmpty()
              ? "Every recipient went the expected way."
              : differences.size() + " recipients did not go the expected way.");
      return differences.isEmpty() ? 0 : 1;
    }
    Runtime.getRuntime().addShutdownHook(cleanUp);
    out.println("Stop with Ctrl-C; everything of the demo is deleted then.");
    ended.await();
    return 0;
  }

  private static void delete(Path folder) {
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path inner, java.io.IOException failed)
                throws IOException {
              Files.delete(inner);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException left) {
      System.err.println("postern: " + folder + " could not be deleted: " + left.getMessage());
    }
  }

  /** Starts and stops a gateway, so that the launcher's class cache knows what a start needs. */
  @Command(name = "warm-up", hidden = true)
  static final class WarmUp implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      Path folder = Files.createTempDirectory("postern-warm-up");
      SecureRandom random = new SecureRandom();
      InstantSource clock = InstantSource.system();
      try (SmallInternet world =
              SmallInternet.open(folder, SmallInternet.Ports.ANY, random, clock);
          DemoGateway gateway =
              DemoGateway.start(world, folder, DemoGateway.Ports.ANY, clock, random)) {
        return gateway.submissionPort() > 0 ? 0 : 1;
      } finally {
        delete(folder);
      }
    }
  }
}
