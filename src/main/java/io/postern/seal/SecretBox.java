package io.postern.seal;

import java.util.Arrays;
import java.util.Optional;

/**
 * Small things sealed under a 256-bit secret that somebody else holds: session rows under the
 * cookie's value, door cards under the link's. The context is bound in, so that a row moved
 * elsewhere opens nothing.
 */
public final class SecretBox {
  private SecretBox() {}

  /**
   * @param secret32 32 octets from a random source, never a password
   * @param context what is sealed and where it stands
   */
  public static byte[] seal(byte[] secret32, byte[] plain, String context) {
    byte[] key = key(secret32);
    try {
      return Gcm.seal(key, plain, Bytes.utf8(context));
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** Empty when secret or context are others, or the bytes were changed. */
  public static Optional<byte[]> open(byte[] secret32, byte[] sealed, String context) {
    byte[] key = key(secret32);
    try {
      return Gcm.open(key, sealed, Bytes.utf8(context));
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private static byte[] key(byte[] secret32) {
    if (secret32.length != 32) {
      throw new IllegalArgumentException("a box is sealed under 32 octets");
    }
    return Hkdf.key(secret32, "postern box 1");
  }
}
