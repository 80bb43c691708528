package io.postern.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataKeyTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SEGMENT = 65_536;

  @TempDir private Path folder;
  private final DataKey key = DataKey.fresh(RANDOM);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10_000, 65_479, 65_480, 65_481, 65_520, 131_072, 1_000_003})
  void opensWhatItSealed(int size) throws IOException {
    byte[] plain = octets(size);
    byte[] sealed = seal(key, plain, "c1");
    assertThat(open(key, sealed, "c1")).isEqualTo(plain);
    if (size > 16) {
      assertThat(new String(sealed, java.nio.charset.StandardCharsets.ISO_8859_1))
          .doesNotContain(
              new String(Arrays.copyOf(plain, 16), java.nio.charset.StandardCharsets.ISO_8859_1));
    }
  }

  @Test
  void leavesTheReceivingStreamOpenAndWritesTheLastSegmentAtClose() throws IOException {
    boolean[] closed = {false};
    ByteArrayOutputStream to =
        new ByteArrayOutputStream() {
          @Override
          public void close() {
            closed[0] = true;
          }
        };
    OutputStream sealing = key.sealing(to, "c1");
    sealing.write(octets(100));
    sealing.flush();
    int before = to.size();
    sealing.close();
    assertThat(closed[0]).isFalse();
    assertThat(to.size()).isGreaterThan(before);
  }

  @Test
  void readsFromAnywhere() throws IOException {
    byte[] plain = octets(300_000);
    byte[] sealed = seal(key, plain, "c1");
    Random random = new Random(9);
    try (SeekableByteChannel channel = key.opening(channel(sealed), "c1")) {
      assertThat(channel.size()).isEqualTo(plain.length);
      for (int i = 0; i < 100; i++) {
        int from =
            i < 6
                ? (i + 1) * SEGMENT - 60 > 290_000 ? 0 : (i + 1) * 40_001
                : random.nextInt(plain.length);
        int n = Math.min(plain.length - from, 1 + random.nextInt(100_000));
        ByteBuffer into = ByteBuffer.allocate(n);
        channel.position(from);
        while (into.hasRemaining() && channel.read(into) > 0) {
          // until full
        }
        assertThat(into.array()).isEqualTo(Arrays.copyOfRange(plain, from, from + n));
      }
    }
  }

  @Test
  void refusesAnotherContentOrKey() throws IOException {
    byte[] sealed = seal(key, octets(1_000), "c1");
    assertThatThrownBy(() -> open(key, sealed, "c2")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> open(DataKey.fresh(RANDOM), sealed, "c1"))
        .isInstanceOf(IOException.class);
  }

  @Test
  void doesNotOpenWhatWasCutOffAnywhere() throws IOException {
    byte[] sealed = seal(key, octets(200_000), "c1");
    for (int end :
        new int[] {
          0,
          1,
          39,
          40,
          41,
          56,
          1_000,
          SEGMENT - 1,
          SEGMENT,
          SEGMENT + 1,
          2 * SEGMENT,
          3 * SEGMENT,
          sealed.length - 1
        }) {
      assertThatThrownBy(() -> key.opening(channel(Arrays.copyOf(sealed, end)), "c1").close())
          .as("cut at %s", end)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void doesNotOpenWhatWasAppendedTo() throws IOException {
    byte[] sealed = seal(key, octets(200_000), "c1");
    assertThatThrownBy(
            () -> key.opening(channel(Arrays.copyOf(sealed, sealed.length + 1)), "c1").close())
        .isInstanceOf(IOException.class);
  }

  @Test
  void doesNotReadSwappedSegments() throws IOException {
    byte[] sealed = seal(key, octets(300_000), "c1");
    byte[] swapped = sealed.clone();
    System.arraycopy(sealed, SEGMENT, swapped, 2 * SEGMENT, SEGMENT);
    System.arraycopy(sealed, 2 * SEGMENT, swapped, SEGMENT, SEGMENT);
    assertThatThrownBy(() -> open(key, swapped, "c1")).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 39, 40, 70_000, 199_000})
  void doesNotReadAChangedOctet(int at) throws IOException {
    byte[] sealed = seal(key, octets(200_000), "c1");
    sealed[at] ^= 1;
    assertThatThrownBy(() -> open(key, sealed, "c1")).isInstanceOf(IOException.class);
  }

  @Test
  void closesTheSealedChannelWhenItDoesNotOpenAndWhenItIsDone() throws IOException {
    SeekableByteChannel wrong = channel(seal(key, octets(100), "c1"));
    assertThatThrownBy(() -> key.opening(wrong, "c2").close()).isInstanceOf(IOException.class);
    assertThat(wrong.isOpen()).isFalse();
    SeekableByteChannel right = channel(seal(key, octets(100), "c1"));
    key.opening(right, "c1").close();
    assertThat(right.isOpen()).isFalse();
  }

  @Test
  void keepsCardsApartByContextAndKey() {
    byte[] card = key.sealCard(octets(50), "subject");
    assertThat(key.openCard(card, "subject")).isEqualTo(octets(50));
    assertThat(key.sealCard(octets(50), "subject")).as("never twice the same").isNotEqualTo(card);
    assertThatThrownBy(() -> key.openCard(card, "index")).isInstanceOf(BrokenSeal.class);
    assertThatThrownBy(() -> DataKey.fresh(RANDOM).openCard(card, "subject"))
        .isInstanceOf(BrokenSeal.class);
    card[20] ^= 1;
    assertThatThrownBy(() -> key.openCard(card, "subject")).isInstanceOf(BrokenSeal.class);
    assertThatThrownBy(() -> key.openCard(new byte[5], "subject")).isInstanceOf(BrokenSeal.class);
  }

  @Test
  void unwrapsOnlyUnderItsSecretAndContext() {
    byte[] cookie = secret();
    byte[] wrapped = key.wrapUnder(cookie, "session 1");
    byte[] card = key.sealCard(octets(5), "x");
    assertThat(DataKey.unwrap(cookie, wrapped, "session 1").openCard(card, "x"))
        .isEqualTo(octets(5));
    assertThatThrownBy(() -> DataKey.unwrap(cookie, wrapped, "session 2"))
        .isInstanceOf(BrokenSeal.class);
    assertThatThrownBy(() -> DataKey.unwrap(secret(), wrapped, "session 1"))
        .isInstanceOf(BrokenSeal.class);
  }

  @Test
  void neverPrintsAndNeverSealsOnceClosed() {
    assertThat(key.toString()).isEqualTo("(data key)");
    key.close();
    assertThatThrownBy(() -> key.sealCard(new byte[1], "x"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> key.sealing(new ByteArrayOutputStream(), "x"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void boxesOpenOnlyUnderTheirSecretAndContext() {
    byte[] secret = secret();
    byte[] box = SecretBox.seal(secret, octets(40), "door card 7");
    assertThat(SecretBox.open(secret, box, "door card 7")).hasValue(octets(40));
    assertThat(SecretBox.open(secret, box, "door card 8")).isEmpty();
    assertThat(SecretBox.open(secret(), box, "door card 7")).isEmpty();
    assertThat(SecretBox.open(secret, new byte[3], "door card 7")).isEmpty();
    assertThatThrownBy(() -> SecretBox.seal(new byte[16], octets(1), "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private SeekableByteChannel channel(byte[] bytes) throws IOException {
    Path file = Files.createTempFile(folder, "sealed", "");
    Files.write(file, bytes);
    return FileChannel.open(file);
  }

  private static byte[] seal(DataKey key, byte[] plain, String id) throws IOException {
    ByteArrayOutputStream to = new ByteArrayOutputStream();
    try (OutputStream sealing = key.sealing(to, id)) {
      sealing.write(plain, 0, plain.length / 3);
      for (int i = plain.length / 3; i < Math.min(plain.length, plain.length / 3 + 10); i++) {
        sealing.write(plain[i]);
      }
      int rest = Math.min(plain.length, plain.length / 3 + 10);
      sealing.write(plain, rest, plain.length - rest);
    }
    return to.toByteArray();
  }

  private byte[] open(DataKey key, byte[] sealed, String id) throws IOException {
    try (SeekableByteChannel channel = key.opening(channel(sealed), id)) {
      ByteBuffer into = ByteBuffer.allocate((int) channel.size() + 1);
      while (channel.read(into) > 0) {
        // until the end
      }
      return Arrays.copyOf(into.array(), into.position());
    }
  }

  private static byte[] octets(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static byte[] secret() {
    byte[] secret = new byte[32];
    RANDOM.nextBytes(secret);
    return secret;
  }
}
