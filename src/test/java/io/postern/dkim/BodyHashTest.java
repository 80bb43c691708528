package io.postern.dkim;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 6376 section 3.4 as a table. \r and \n are written out, _ is a space, > a tab. */
class BodyHashTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          _C_\\r\\nD_>_E\\r\\n\\r\\n\\r\\n | _C\\r\\nD_E\\r\\n | _C_\\r\\nD_>_E\\r\\n
          '' | '' | \\r\\n
          \\r\\n | '' | \\r\\n
          _\\r\\n>\\r\\n | '' | _\\r\\n>\\r\\n
          a | a\\r\\n | a\\r\\n
          a_ | a\\r\\n | a_\\r\\n
          a\\r | a\\r\\r\\n | a\\r\\r\\n
          a\\r\\n_b | a\\r\\n_b\\r\\n | a\\r\\n_b\\r\\n
          a_\\r\\n_\\r\\n__b | a\\r\\n\\r\\n_b\\r\\n | a_\\r\\n_\\r\\n__b\\r\\n
          a\\r\\r\\nb\\n\\r\\n | a\\r\\r\\nb\\n\\r\\n | a\\r\\r\\nb\\n\\r\\n
          """)
  void canonicalForms(String body, String relaxed, String simple) throws Exception {
    assertThat(hash(Canonical.RELAXED, octets(body), 1000)).isEqualTo(sha256(octets(relaxed)));
    assertThat(hash(Canonical.RELAXED, octets(body), 1)).isEqualTo(sha256(octets(relaxed)));
    assertThat(hash(Canonical.SIMPLE, octets(body), 1000)).isEqualTo(sha256(octets(simple)));
    assertThat(hash(Canonical.SIMPLE, octets(body), 1)).isEqualTo(sha256(octets(simple)));
  }

  @Test
  void alongBodyIsHashedInTheMemoryOfAShortOne() {
    byte[] block =
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd\r\n"
            .repeat(1024)
            .getBytes(US_ASCII);
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    BodyHash hash = BodyHash.relaxed();
    hash.write(block, 0, block.length);
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 1; i < 2400; i++) {
      hash.write(block, 0, block.length);
    }
    assertThat(hash.digest()).hasSize(32);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000_000);
  }

  private static String hash(Canonical form, byte[] body, int piece) {
    BodyHash hash = BodyHash.of(form);
    for (int at = 0; at < body.length; at += piece) {
      hash.write(body, at, Math.min(piece, body.length - at));
    }
    return HexFormat.of().formatHex(hash.digest());
  }

  private static String sha256(byte[] octets) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
  }

  private static byte[] octets(String text) {
    return text.replace("\\r", "\r")
        .replace("\\n", "\n")
        .replace('_', ' ')
        .replace('>', '\t')
        .getBytes(US_ASCII);
  }
}
