package io.postern.smtp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.smtp.DataFault.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DataReaderTest {

  @Test
  void findsTheFirstLineEndWhereverItStands() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] octets = new byte[random.nextInt(40)];
      random.nextBytes(octets);
      if (octets.length > 0 && random.nextBoolean()) {
        octets[random.nextInt(octets.length)] = (byte) (random.nextBoolean() ? '\r' : '\n');
      }
      int from = octets.length == 0 ? 0 : random.nextInt(octets.length);
      int naive = from;
      while (naive < octets.length && octets[naive] != '\r' && octets[naive] != '\n') {
        naive++;
      }
      assertThat(DataReader.lineEnd(octets, from, octets.length)).isEqualTo(naive);
    }
  }

  @Test
  void leavesThePipelinedCommandBehindTheMessage() throws IOException {
    Inbound in = Chunks.whole("a\r\n.\r\nQUIT\r\n".getBytes(US_ASCII));
    DataReader reader = new DataReader(in, DataLimits.of(1000), InstantSource.system());
    assertThat(reader.readAllBytes()).asString(US_ASCII).isEqualTo("a\r\n");
    assertThat(reader.read()).isEqualTo(-1);
    assertThat(in.available()).isEqualTo(6);
  }

  @Test
  void throwsTheSameFaultAgainToWhoeverTriesAgain() {
    DataReader reader =
        new DataReader(
            Chunks.whole("a\nb\r\n.\r\n".getBytes(US_ASCII)),
            DataLimits.of(1000),
            InstantSource.system());
    assertThatThrownBy(reader::readAllBytes)
        .isInstanceOfSatisfying(
            DataFault.class, fault -> assertThat(fault.kind()).isEqualTo(Kind.BARE_LINE_END));
    assertThatThrownBy(reader::read).isSameAs(reader.fault());
  }

  /** A client that sends a fixed number of octets each time, each after a fixed wait. */
  private static final class SlowClient implements Inbound.Source, InstantSource {
    private final Duration wait;
    private final int octets;
    private Instant now = Instant.EPOCH;
    private Instant silentFrom = Instant.MAX;

    SlowClient(Duration wait, int octets) {
      this.wait = wait;
      this.octets = octets;
    }

    @Override
    public int read(byte[] into, int offset, int length, Duration patience)
        throws SocketTimeoutException {
      if (wait.compareTo(patience) > 0 || now.isAfter(silentFrom)) {
        now = now.plus(patience);
        throw new SocketTimeoutException("slow");
      }
      now = now.plus(wait);
      int count = Math.min(length, octets);
      for (int i = 0; i < count; i++) {
        into[offset + i] = (byte) (i % 64 == 62 ? '\r' : i % 64 == 63 ? '\n' : 'a');
      }
      return count;
    }

    @Override
    public Instant instant() {
      return now;
    }

    /** When it was given up. */
    Instant untilGivenUp() {
      DataReader reader = new DataReader(new Inbound(this), DataLimits.of(1L << 40), this);
      assertThatThrownBy(() -> reader.transferTo(OutputStream.nullOutputStream()))
          .isInstanceOfSatisfying(
              DataFault.class, fault -> assertThat(fault.kind()).isEqualTo(Kind.TOO_SLOW));
      return now;
    }
  }

  @Test
  void givesUpOnASilentClientAfterFiveMinutes() {
    assertThat(new SlowClient(Duration.ofHours(1), 64).untilGivenUp())
        .isEqualTo(Instant.EPOCH.plus(Duration.ofMinutes(5)));
  }

  @Test
  void givesUpOnAClientThatTricklesAfterFiveMinutes() {
    // 64 octets a second is a byte now and then to keep us waiting.
    assertThat(new SlowClient(Duration.ofSeconds(1), 64).untilGivenUp())
        .isEqualTo(Instant.EPOCH.plus(Duration.ofMinutes(5)));
  }

  @Test
  void toleratesTheMinimumRateForFourHoursAndNoLonger() {
    assertThat(new SlowClient(Duration.ofSeconds(1), 4160).untilGivenUp())
        .isEqualTo(Instant.EPOCH.plus(Duration.ofHours(4)));
  }

  @Test
  void doesNotTolerateJustBelowTheMinimumRate() {
    assertThat(new SlowClient(Duration.ofSeconds(1), 4032).untilGivenUp())
        .isEqualTo(Instant.EPOCH.plus(Duration.ofMinutes(5)));
  }

  @Test
  void measuresEveryWindowNotOnlyTheFirst() {
    SlowClient client = new SlowClient(Duration.ofSeconds(1), 16 * 1024);
    client.silentFrom = Instant.EPOCH.plus(Duration.ofHours(1));
    assertThat(client.untilGivenUp())
        .isBetween(
            client.silentFrom.plus(Duration.ofMinutes(3)),
            client.silentFrom.plus(Duration.ofMinutes(5)));
  }
}
