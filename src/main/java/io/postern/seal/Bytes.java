package io.postern.seal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/** Byte arrays as the seals need them. */
final class Bytes {
  /** For nonces and ephemeral keys inside a seal; long-lived keys come from an injected one. */
  private static final SecureRandom RANDOM = new SecureRandom();

  private Bytes() {}

  static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  static SecureRandom randomness() {
    return RANDOM;
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** Each part behind its length, so that different parts never give equal bytes. */
  static byte[] framed(String... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String part : parts) {
      byte[] bytes = utf8(part);
      all.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
      all.writeBytes(bytes);
    }
    return all.toByteArray();
  }
}
