package io.postern.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Debian's python3-dkim as the second opinion on our signatures. */
public final class PythonDkim {
  private static final String PYTHON = "/usr/bin/python3";
  private static final String SCRIPT =
      """
      import sys, time, dkim
      time.time = lambda: int(sys.argv[3])
      keys = dict(line.rstrip('\\n').split('\\t') for line in open(sys.argv[2]))
      message = open(sys.argv[1], 'rb').read()
      find = lambda name, timeout=5: keys.get(name.decode().rstrip('.').lower(), '').encode() or None
      count = len([1 for name, _ in dkim.rfc822_parse(message)[0] if name.lower() == b'dkim-signature'])
      for i in range(count):
          print('pass' if dkim.DKIM(message).verify(idx=i, dnsfunc=find) else 'fail')
      """;

  private PythonDkim() {}

  /** Skips the test, and says so, where it is not installed. */
  public static void assumeInstalled() throws IOException, InterruptedException {
    assumeTrue(
        Files.isExecutable(Path.of(PYTHON))
            && new ProcessBuilder(PYTHON, "-c", "import dkim, nacl")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor()
                == 0,
        "skipped: python3-dkim and python3-nacl are not installed");
  }

  /**
   * What it says of each signature, from the top: {@code pass} or {@code fail}.
   *
   * @param keys TXT records by name
   * @param now what time it shall be there
   */
  public static List<String> verify(
      Path folder, byte[] message, Map<String, String> keys, Instant now)
      throws IOException, InterruptedException {
    Path file = Files.write(folder.resolve("message"), message);
    StringBuilder records = new StringBuilder();
    keys.forEach((name, text) -> records.append(name).append('\t').append(text).append('\n'));
    Path zone = Files.writeString(folder.resolve("keys"), records);
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(
                PYTHON,
                "-c",
                SCRIPT,
                file.toString(),
                zone.toString(),
                Long.toString(now.getEpochSecond()))
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      String text = Files.readString(said, StandardCharsets.UTF_8);
      assertThat(process.exitValue()).as(text).isZero();
      return text.lines().toList();
    } finally {
      process.destroyForcibly();
    }
  }
}
