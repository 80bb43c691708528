package io.postern.seal;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;

/**
 * One-time codes. Kept only as an HMAC under a key from the link secret (SPEC 14.3): the database
 * alone does not let anybody try the million of them.
 */
public final class OneTimeCodes {
  private OneTimeCodes() {}

  /** Six digits, each of the million equally likely. */
  public static String fresh(SecureRandom random) {
    return String.format(Locale.ROOT, "%06d", random.nextInt(1_000_000));
  }

  /**
   * What is kept and compared (with {@link java.security.MessageDigest#isEqual}).
   *
   * @param copyId the copy the code is for
   */
  public static byte[] mac(LinkSecret link, String copyId, String sixDigits) {
    byte[] secret = link.reveal();
    byte[] key = Hkdf.key(secret, "postern one-time code 1");
    try {
      return Hkdf.hmac(key, Bytes.framed(copyId, sixDigits));
    } finally {
      Arrays.fill(secret, (byte) 0);
      Arrays.fill(key, (byte) 0);
    }
  }
}
