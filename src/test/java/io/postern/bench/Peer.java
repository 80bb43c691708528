package io.postern.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A submission server under load, in processes of its own below {@code folder}. */
interface Peer extends AutoCloseable {

  String name();

  Load.Target target();

  /** The process all its others descend from. */
  long pid();

  @Override
  void close() throws IOException;

  static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }

  static void awaitGreeting(int port, Path log) throws IOException {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (System.nanoTime() < end) {
      try (Socket probe = new Socket()) {
        probe.setSoTimeout(5_000);
        probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
        if (probe.getInputStream().read() == '2') {
          return;
        }
      } catch (IOException notYet) {
        pause(Duration.ofMillis(100));
      }
    }
    throw new IOException("nobody answers on port " + port + "; " + log);
  }

  static void pause(Duration time) throws IOException {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stopped);
    }
  }

  /** Runs a program to its end. */
  static String run(Path folder, String... command) throws IOException {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Process process =
        new ProcessBuilder(List.of(command))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException(String.join(" ", command) + ": " + Files.readString(out));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stopped);
    }
    return Files.readString(out);
  }

  static void end(ProcessHandle process) {
    process.destroy();
    process.onExit().completeOnTimeout(process, 30, TimeUnit.SECONDS).join();
    process.destroyForcibly();
  }
}
