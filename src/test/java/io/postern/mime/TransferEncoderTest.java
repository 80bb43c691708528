package io.postern.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransferEncoderTest {

  @ParameterizedTest(name = "{0} becomes {1}")
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      quoteCharacter = '`',
      value = {
        "plain text|plain text",
        "a = b|a =3D b",
        "café|caf=C3=A9",
        "ends in a blank |ends in a blank=20",
        "blank before a line end ~next|blank before a line end=20~next",
        "a tab\t~|a tab=09~",
        ".dot and From:~From here|=2Edot and From:~=46rom here",
        "lone␍return|lone=0Dreturn",
        "lone␊feed|lone=0Afeed",
        "blank ␍x|blank =0Dx",
        "~~|~~",
        "``|``",
      })
  void quotedPrintableSaysTheSameInSevenBits(String text, String encoded) throws IOException {
    byte[] octets =
        text.replace("~", "\r\n")
            .replace('␍', '\r')
            .replace('␊', '\n')
            .getBytes(StandardCharsets.UTF_8);
    assertThat(new String(quoted(octets), StandardCharsets.US_ASCII))
        .isEqualTo(encoded.replace("~", "\r\n"));
  }

  @Test
  void whateverTheOctetsDecodingGivesThemBackAndTheSizeWasRight() throws IOException {
    Random random = new Random(7);
    for (int round = 0; round < 400; round++) {
      byte[] octets = new byte[random.nextInt(round < 300 ? 400 : 60_000)];
      random.nextBytes(octets);
      if (round % 2 == 0) {
        for (int i = 0; i < octets.length; i++) {
          octets[i] = (byte) " \t\r\n\r\n=.Fabé".charAt(Math.floorMod(octets[i], 11));
        }
      }
      byte[] base64 = TransferEncoder.base64(new ByteArrayInputStream(octets)).readAllBytes();
      assertThat(base64).hasSize((int) TransferEncoder.base64Size(octets.length));
      assertThat(decoded(base64, Base64Body.decoder())).isEqualTo(octets);
      fitsLines(base64);

      byte[] quoted = quoted(octets);
      assertThat(TransferEncoder.quotedPrintableSize(new ByteArrayInputStream(octets)))
          .isEqualTo(quoted.length);
      assertThat(decoded(quoted, new QuotedPrintable())).isEqualTo(octets);
      fitsLines(quoted);
    }
  }

  private static void fitsLines(byte[] encoded) {
    int line = 0;
    for (byte octet : encoded) {
      assertThat(octet).isBetween((byte) 9, (byte) 126);
      line = octet == '\n' ? 0 : octet == '\r' ? line : line + 1;
      assertThat(line).isLessThanOrEqualTo(76);
    }
  }

  private static byte[] quoted(byte[] octets) throws IOException {
    try (InputStream in = TransferEncoder.quotedPrintable(new ByteArrayInputStream(octets))) {
      return in.readAllBytes();
    }
  }

  private static byte[] decoded(byte[] encoded, TransferDecoder decoder) throws IOException {
    return new DecodingStream(new ByteArrayInputStream(encoded), decoder).readAllBytes();
  }
}
