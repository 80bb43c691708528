package io.postern.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PartTreeTest {

  private static final byte[] MESSAGE =
      Mail.of(
          """
          Content-Type: multipart/mixed; boundary="b"

          --b
          Content-Type: text/html; charset=utf-8

          grüße
          --b
          Content-Type: application/pdf
          Content-Disposition: attachment; filename*=utf-8''%E2%82%AC.pdf
          Content-ID: <a@b>
          Content-Transfer-Encoding: base64

          YWJj
          --b--
          """
              + "A".repeat(3_000_000));

  @Test
  void readsWhatItWrote() throws BadPartTree {
    PartTree tree = Mail.scan(MESSAGE);
    assertThat(PartTree.decode(tree.encode())).isEqualTo(tree);
    assertThat(tree.encode()).hasSizeLessThan(250);
    PartTree opaque = Mail.scan(Mail.of("Content-Type: multipart/mixed\n\nx\n"));
    assertThat(PartTree.decode(opaque.encode())).isEqualTo(opaque);
    PartTree large =
        Mail.scan(
            Mail.of(
                "Content-Transfer-Encoding: base64\n\n" + ("A".repeat(76) + "\n").repeat(60_000)));
    assertThat(large.root().checkpoints()).hasSize(3);
    assertThat(PartTree.decode(large.encode())).isEqualTo(large);
  }

  @Test
  void refusesItCutShortAtAnyPlace() {
    byte[] encoded = Mail.scan(MESSAGE).encode();
    for (int length = 0; length < encoded.length; length++) {
      byte[] cut = Arrays.copyOf(encoded, length);
      assertThatThrownBy(() -> PartTree.decode(cut)).isInstanceOf(BadPartTree.class);
    }
    assertThatThrownBy(() -> PartTree.decode(Arrays.copyOf(encoded, encoded.length + 1)))
        .isInstanceOf(BadPartTree.class);
  }

  @Test
  void damageGivesATreeOrARefusalAndNothingElse() {
    byte[] encoded = Mail.scan(MESSAGE).encode();
    for (int i = 0; i < encoded.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] damaged = encoded.clone();
        damaged[i] ^= (byte) (1 << bit);
        assertThatCode(
                () -> {
                  try {
                    PartTree.decode(damaged);
                  } catch (BadPartTree refused) {
                    assertThat(refused).hasMessageStartingWith("not a part tree");
                  }
                })
            .doesNotThrowAnyException();
      }
    }
  }

  @Test
  void refusesAnotherVersion() {
    byte[] encoded = Mail.scan(MESSAGE).encode();
    encoded[0] = 9;
    assertThatThrownBy(() -> PartTree.decode(encoded)).hasMessageContaining("version 9");
  }

  @Test
  void findsPartsById() {
    PartTree tree = Mail.scan(MESSAGE);
    assertThat(tree.part("1.2")).get().extracting(Part::fileName).isEqualTo("€.pdf");
    assertThat(tree.part("1.3")).isEmpty();
    assertThat(tree.part("")).isEmpty();
    assertThat(tree.part("2")).isEmpty();
  }
}
