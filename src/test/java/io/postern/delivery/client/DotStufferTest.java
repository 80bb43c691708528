package io.postern.delivery.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DotStufferTest {

  /** Against the obvious way, over many odd messages, in pieces of every length. */
  @Test
  void doesWhatReplacingLineByLineWouldDo() throws IOException {
    Random random = new Random(1);
    String[] pieces = {".", "..", "\r\n", "\r\n.", "x", "a line", "\r\n\r\n"};
    for (int round = 0; round < 2000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(30); i > 0; i--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      String message = text.toString();
      String expected = (message.startsWith(".") ? "." : "") + message.replace("\r\n.", "\r\n..");
      if (!message.isEmpty() && !message.endsWith("\r\n")) {
        expected += "\r\n";
      }
      assertThat(stuffed(message, 1 + random.nextInt(5))).isEqualTo(expected);
    }
  }

  private static String stuffed(String message, int atATime) throws IOException {
    byte[] octets = message.getBytes(StandardCharsets.US_ASCII);
    InputStream trickle =
        new ByteArrayInputStream(octets) {
          @Override
          public synchronized int read(byte[] into, int from, int length) {
            return super.read(into, from, Math.min(length, atATime));
          }

          @Override
          public int read(byte[] into) {
            return read(into, 0, into.length);
          }
        };
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new DotStuffer().send(trickle, octets.length, out::write);
    return out.toString(StandardCharsets.US_ASCII);
  }
}
