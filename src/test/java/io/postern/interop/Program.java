package io.postern.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program of this machine, run to its end. */
public final class Program {
  private static final int PATIENCE = 60;

  private Program() {}

  /** Skips the test, and says so, where the program is not installed. */
  public static void assumeInstalled(String name) {
    assumeTrue(isInstalled(name), name + " is not installed");
  }

  static boolean isInstalled(String name) {
    return Stream.concat(
            Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":")),
            Stream.of("/usr/sbin", "/sbin"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }

  /**
   * Runs it, in UTF-8, and wants it to end well.
   *
   * @param folder where its output is kept
   * @param input given to its standard input
   * @return what it wrote, standard error included
   */
  public static String run(Path folder, String input, List<String> command) throws Exception {
    Path output = Files.createTempFile(folder, Path.of(command.getFirst()).getFileName() + "-", "");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    try {
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException closed) {
        // It did not want to read; its exit code says how it ended.
        assertThat(closed).hasMessageContaining("pipe");
      }
      boolean ended = process.waitFor(PATIENCE, TimeUnit.SECONDS);
      String said = Files.readString(output, StandardCharsets.UTF_8);
      assertThat(ended).as("%s ends in time; it said:%n%s", command.getFirst(), said).isTrue();
      assertThat(process.exitValue()).as("%s said:%n%s", command.getFirst(), said).isZero();
      return said;
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
