package io.postern.seal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.CryptoServicesRegistrar;

/** Byte arrays as the seals need them. */
final class Bytes {
  private Bytes() {}

  /** For nonces. From where HPKE takes its ephemeral keys: {@link FileKeyService#open} sets it. */
  static byte[] random(int length) {
    byte[] bytes = new byte[length];
    CryptoServicesRegistrar.getSecureRandom().nextBytes(bytes);
    return bytes;
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
