package io.postern.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.postern.smtp.LineReader.Line;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** LineReader against a naive split, however the octets are cut into packets. */
@Tag("slow")
final class LineReaderFuzzTest {

  @FuzzTest
  void agreesWithANaiveSplit(FuzzedDataProvider fuzz) throws IOException {
    long seed = fuzz.consumeLong();
    agrees(fuzz.consumeRemainingAsBytes(), seed);
  }

  @Test
  void agreesOnLinesOfEveryKind() throws IOException {
    String[] pieces = {"NOOP", "\r\n", "\r", "\n", "\t", "\0", "é", "", "a".repeat(3000)};
    Random random = new Random(20261123);
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int k = random.nextInt(12); k >= 0; k--) {
        text.append(pieces[random.nextInt(random.nextInt(3) == 0 ? pieces.length : 2)]);
      }
      agrees(text.toString().getBytes(ISO_8859_1), random.nextLong());
    }
  }

  @Test
  void takesTheLongestLineAndNotOneOctetMore() throws IOException {
    for (int extra = 0; extra < 3; extra++) {
      agrees(("a".repeat(LineReader.LONGEST + extra) + "\r\n").getBytes(ISO_8859_1), extra);
    }
  }

  private static void agrees(byte[] octets, long seed) throws IOException {
    Random random = new Random(seed);
    Inbound in = new Inbound(new Chunks(octets, _ -> 1 + random.nextInt(500)));
    LineReader reader = new LineReader(in, InstantSource.system());
    List<String> got = new ArrayList<>();
    while (true) {
      Line line = reader.next(Duration.ofMinutes(1));
      if (!(line instanceof Line.Text(byte[] bytes))) {
        got.add(line.getClass().getSimpleName());
        break;
      }
      got.add("=" + new String(bytes, ISO_8859_1));
    }
    assertThat(got).isEqualTo(naive(new String(octets, ISO_8859_1)));
  }

  private static List<String> naive(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\r' && i + 1 == text.length()) {
        break;
      }
      if (c == '\r' && text.charAt(i + 1) == '\n') {
        lines.add("=" + line);
        line.setLength(0);
        i++;
      } else if (c < ' ' && c != '\t' || c == 127) {
        lines.add("Garbage");
        return lines;
      } else if (line.append(c).length() > LineReader.LONGEST) {
        lines.add("TooLong");
        return lines;
      }
    }
    lines.add("End");
    return lines;
  }
}
