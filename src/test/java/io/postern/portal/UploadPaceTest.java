package io.postern.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** SPEC 17, as for DATA: at least 4 KiB/s over any five minutes, four hours in all. */
class UploadPaceTest {
  private Instant now = Instant.parse("2026-11-25T10:00:00Z");

  /** Gives so many octets a read, each of which takes so long. */
  private UploadPace upload(int octets, Duration each) {
    InputStream line =
        new InputStream() {
          @Override
          public int read() {
            throw new AssertionError("read in blocks");
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            now = now.plus(each);
            return octets;
          }
        };
    return new UploadPace(line, () -> now);
  }

  private static void reads(UploadPace upload, int times) throws IOException {
    byte[] block = new byte[8192];
    for (int i = 0; i < times; i++) {
      assertThat(upload.read(block)).isPositive();
    }
  }

  @Test
  void aDripIsCutOffAfterFiveMinutes() throws IOException {
    UploadPace drip = upload(1, Duration.ofSeconds(15));
    reads(drip, 20);
    assertThatThrownBy(() -> reads(drip, 1)).hasMessageContaining("slower");
  }

  @Test
  void aSlowLineThatKeepsGoingIsNotUntilFourHoursAreOver() throws IOException {
    UploadPace slow = upload(8192, Duration.ofMillis(1_500));
    reads(slow, 9_600);
    assertThatThrownBy(() -> reads(slow, 1)).hasMessageContaining("longer");
  }
}
