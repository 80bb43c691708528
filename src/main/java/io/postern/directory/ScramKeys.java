package io.postern.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What SCRAM-SHA-256 keeps instead of a secret (RFC 5802 section 3, RFC 7677). With these one can
 * check a client, and prove to it that one knew the secret; one cannot sign in.
 *
 * @param storedKey H(HMAC(SaltedPassword, "Client Key")), 32 octets
 * @param serverKey HMAC(SaltedPassword, "Server Key"), 32 octets
 */
@SuppressWarnings("ArrayRecordComponent")
public record ScramKeys(byte[] storedKey, byte[] serverKey) {

  /**
   * The iteration count of every credential (RFC 7677 section 4 wants 4096 or more). One count for
   * all: a login nobody has answers with it too, and must not be told apart by it. More would only
   * slow people down: the secret is 256 random bits.
   */
  public static final int ITERATIONS = 4096;

  /** Octets of salt of every credential; the same for all, for the same reason. */
  public static final int SALT_OCTETS = 16;

  private static final String HMAC = "HmacSHA256";

  /**
   * Derives the keys. Takes about 2 ms of CPU at {@link #ITERATIONS}.
   *
   * @param secret UTF-8; generated secrets are ASCII, which SASLprep (RFC 4013) leaves alone
   */
  public static ScramKeys derive(byte[] secret, byte[] salt, int iterations) {
    if (secret.length == 0 || salt.length == 0 || iterations < 1) {
      throw new IllegalArgumentException("secret, salt and iterations are needed");
    }
    byte[] salted = saltedPassword(secret, salt, iterations);
    byte[] clientKey = hmac(salted, "Client Key".getBytes(UTF_8));
    byte[] serverKey = hmac(salted, "Server Key".getBytes(UTF_8));
    return new ScramKeys(sha256(clientKey), serverKey);
  }

  /** Hi() of RFC 5802 section 2.2: PBKDF2 with one block, over octets instead of characters. */
  private static byte[] saltedPassword(byte[] secret, byte[] salt, int iterations) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret, HMAC));
      mac.update(salt);
      byte[] step = mac.doFinal(ByteBuffer.allocate(4).putInt(1).array());
      byte[] sum = step.clone();
      for (int i = 1; i < iterations; i++) {
        step = mac.doFinal(step);
        for (int k = 0; k < sum.length; k++) {
          sum[k] ^= step[k];
        }
      }
      return sum;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has " + HMAC, impossible);
    }
  }

  private static byte[] hmac(byte[] key, byte[] text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(text);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has " + HMAC, impossible);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  /** Never the keys. */
  @Override
  public String toString() {
    return "(SCRAM keys)";
  }
}
