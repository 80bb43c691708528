package io.postern.smtp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReplyWriterTest {
  private final ByteArrayOutputStream wire = new ByteArrayOutputStream();
  private final ReplyWriter writer = new ReplyWriter(wire);

  @Test
  void sendsAGroupInOneWrite() throws IOException {
    writer.write(Reply.of(250, "2.1.0", "Ok"));
    writer.write(new Reply(250, null, List.of("host", "SIZE 5")));
    assertThat(wire.size()).isZero();
    writer.flush();
    assertThat(wire.toString(US_ASCII)).isEqualTo("250 2.1.0 Ok\r\n250-host\r\n250 SIZE 5\r\n");
  }

  @Test
  void repeatsTheStatusOnEachLine() throws IOException {
    writer.write(new Reply(550, EnhancedStatus.of("5.7.1"), List.of("no", "really")));
    writer.flush();
    assertThat(wire.toString(US_ASCII)).isEqualTo("550-5.7.1 no\r\n550 5.7.1 really\r\n");
  }

  @Test
  void letsNoTextForgeAnotherReply() throws IOException {
    writer.write(Reply.of(550, "5.6.0", "bad\r\n250 2.0.0 Ok\u2028 é\0"));
    writer.flush();
    assertThat(wire.toString(US_ASCII)).isEqualTo("550 5.6.0 bad??250 2.0.0 Ok? ??\r\n");
  }

  @Test
  void keepsToTheLengthOfALine() throws IOException {
    writer.write(Reply.of(550, "5.6.0", "x".repeat(5000)));
    writer.flush();
    assertThat(wire.size()).isLessThanOrEqualTo(512);
  }
}
