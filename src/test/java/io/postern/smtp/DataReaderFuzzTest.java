package io.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** DataReader against {@link NaiveData}, however the octets are cut into packets and reads. */
@Tag("slow")
final class DataReaderFuzzTest {
  private static final int MOST_BYTES = 400;
  private static final int LONGEST_LINE = 60;

  @FuzzTest
  void agreesWithTheNaiveReader(FuzzedDataProvider fuzz) throws IOException {
    long seed = fuzz.consumeLong();
    agrees(fuzz.consumeRemainingAsBytes(), seed);
  }

  /** The alphabet in which all of SMTP smuggling is written, in every order up to nine letters. */
  @Test
  void agreesOnRandomWordsOfTheSmugglersAlphabet() throws IOException {
    Random random = new Random(20261123);
    byte[] alphabet = {'\r', '\n', '.', 'a', '\r', '\n'};
    String[] pieces = {"\r\n", "\r\n.", ".", "\r\n.\r\n", "aaaaaaaaaaaaaaaaaaaaa", "\r", "\n"};
    for (int i = 0; i < 40_000; i++) {
      ByteArrayOutputStream octets = new ByteArrayOutputStream();
      for (int k = random.nextInt(12); k >= 0; k--) {
        if (random.nextInt(3) == 0) {
          octets.write(alphabet[random.nextInt(alphabet.length)]);
        } else {
          octets.writeBytes(
              pieces[random.nextInt(random.nextInt(4) == 0 ? 7 : 5)].getBytes("US-ASCII"));
        }
      }
      agrees(octets.toByteArray(), random.nextLong());
    }
  }

  /** Long lines and messages, so that every limit and the buffer's edge is met. */
  @ParameterizedTest
  @ValueSource(ints = {59, 60, 61, 399, 400, 401})
  void agreesAtTheLimits(int size) throws IOException {
    for (int seed = 0; seed < 50; seed++) {
      agrees(("a".repeat(size) + "\r\n.\r\nNOOP\r\n").getBytes("US-ASCII"), seed);
      agrees(("aaaaaaaaa\r\n".repeat(size / 11) + ".\r\n").getBytes("US-ASCII"), seed);
    }
  }

  private static void agrees(byte[] octets, long seed) throws IOException {
    NaiveData naive = NaiveData.read(octets, MOST_BYTES, LONGEST_LINE);
    Random random = new Random(seed);
    Chunks source = new Chunks(octets, _ -> 1 + random.nextInt(1 + random.nextInt(30)));
    Inbound in = new Inbound(source);
    DataLimits usual = DataLimits.of(MOST_BYTES);
    DataReader reader =
        new DataReader(
            in,
            new DataLimits(
                MOST_BYTES, LONGEST_LINE, usual.bytesPerSecond(), usual.window(), usual.total()),
            InstantSource.system());
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    DataFault.Kind fault = null;
    boolean refused = random.nextInt(4) == 0; // as an intake that has seen enough
    try {
      byte[] piece = new byte[1 + random.nextInt(40)];
      while (!(refused && message.size() > 3)) {
        int count = reader.read(piece, 0, piece.length);
        if (count < 0) {
          break;
        }
        message.write(piece, 0, count);
      }
      if (!refused) {
        assertThat(message.toByteArray()).isEqualTo(naive.message());
        assertThat(naive.fault()).isNull();
        assertThat(reader.size()).isEqualTo(message.size());
      }
    } catch (DataFault thrown) {
      fault = thrown.kind();
      assertThat(reader.fault()).isSameAs(thrown);
    }
    if (fault == DataFault.Kind.TOO_BIG) {
      // The naive reader goes on to whatever else is wrong.
      assertThat(naive.message().length).isGreaterThan(MOST_BYTES - 1);
    } else if (fault != null) {
      assertThat(fault).isEqualTo(naive.fault());
      assertThat(Arrays.copyOf(naive.message(), message.size())).isEqualTo(message.toByteArray());
    }
    drainsToTheTrueEnd(octets, reader, in, source);
  }

  /**
   * Wherever reading stopped: what follows CR LF . CR LF, and only that, is left to the session.
   */
  private static void drainsToTheTrueEnd(
      byte[] octets, DataReader reader, Inbound in, Chunks source) {
    int end = NaiveData.endOf(octets);
    assertThat(reader.drain(Long.MAX_VALUE)).isEqualTo(end >= 0);
    if (end >= 0) {
      assertThat(in.available() + source.rest().length).isEqualTo(octets.length - end);
    }
  }
}
