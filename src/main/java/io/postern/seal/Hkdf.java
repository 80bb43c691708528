package io.postern.seal;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 and HKDF-SHA256 (RFC 5869). */
final class Hkdf {
  private static final int HASH = 32;

  private Hkdf() {}

  /** Extract with an empty salt, then expand to 32 octets. */
  static byte[] key(byte[] secret, byte[] info) {
    return derive(secret, new byte[HASH], info, 32);
  }

  static byte[] key(byte[] secret, String info) {
    return key(secret, Bytes.utf8(info));
  }

  static byte[] derive(byte[] secret, byte[] salt, byte[] info, int length) {
    byte[] extracted = hmac(salt, secret);
    try {
      byte[] out = new byte[length];
      byte[] block = new byte[0];
      int done = 0;
      for (int i = 1; done < length; i++) {
        block = hmac(extracted, Bytes.join(block, info, new byte[] {(byte) i}));
        int n = Math.min(HASH, length - done);
        System.arraycopy(block, 0, out, done, n);
        done += n;
      }
      return out;
    } finally {
      Arrays.fill(extracted, (byte) 0);
    }
  }

  static byte[] hmac(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError("every JDK has HMAC-SHA256", impossible);
    }
  }
}
