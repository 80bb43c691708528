package io.postern.transport;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;

/** Whatever a web server says: a reply within its limits, or an IOException. */
@Tag("slow")
class EgressReplyFuzz {

  private static final int MOST = 500;

  @FuzzTest(maxDuration = "2m")
  void staysWithinItsLimits(FuzzedDataProvider data) {
    byte[] start =
        (data.consumeBoolean() ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" : "")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] rest = data.consumeRemainingAsBytes();
    byte[] all = new byte[start.length + rest.length];
    System.arraycopy(start, 0, all, 0, start.length);
    System.arraycopy(rest, 0, all, start.length, rest.length);
    try {
      EgressReply reply = EgressReply.read(new ByteArrayInputStream(all), MOST);
      if (reply.body().length > MOST || reply.status() < 200 || reply.status() > 999) {
        throw new AssertionError("beyond its limits");
      }
    } catch (IOException unreadable) {
      // As it may be.
    }
  }
}
