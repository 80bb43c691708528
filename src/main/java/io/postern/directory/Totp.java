package io.postern.directory;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Time-based one-time passwords (RFC 6238) as authenticator apps make them: HMAC-SHA-1, 30 s, six
 * digits. One step of clock drift is allowed each way (section 5.2); that a step serves only once
 * is the directory's part ({@link Directory#useTotpStep}).
 */
public final class Totp {
  private static final long STEP_SECONDS = 30;
  private static final int SEED_OCTETS = 20;
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private Totp() {}

  /** A new seed, 160 bits (RFC 4226 section 4, R6). */
  public static byte[] seed(SecureRandom random) {
    byte[] seed = new byte[SEED_OCTETS];
    random.nextBytes(seed);
    return seed;
  }

  /**
   * The time step the code belongs to, if it is the code of now or of a neighbouring step.
   *
   * @param typed blanks and hyphens are ignored
   */
  public static OptionalLong step(byte[] seed, String typed, Instant now) {
    String code = typed.replaceAll("[\\s-]", "");
    if (!code.matches("[0-9]{6}")) {
      return OptionalLong.empty();
    }
    long current = stepOf(now);
    OptionalLong found = OptionalLong.empty();
    for (long step = current - 1; step <= current + 1; step++) {
      // All three are computed and compared, whatever the first says: equal time.
      boolean same = MessageDigest.isEqual(ascii(code(seed, step, 6)), ascii(code));
      found = same ? OptionalLong.of(step) : found;
    }
    return found;
  }

  /** The code of a moment: for demos and tests, whose people have no app. */
  public static String codeAt(byte[] seed, Instant at) {
    return code(seed, stepOf(at), 6);
  }

  /** RFC 4226 section 5.3. */
  static String code(byte[] seed, long step, int digits) {
    byte[] mac = hmac(seed, ByteBuffer.allocate(8).putLong(step).array());
    int offset = mac[mac.length - 1] & 0xf;
    int binary = ByteBuffer.wrap(mac, offset, 4).getInt() & 0x7fffffff;
    int modulus = 1;
    for (int i = 0; i < digits; i++) {
      modulus *= 10;
    }
    String code = Integer.toString(binary % modulus);
    return "0".repeat(digits - code.length()) + code;
  }

  /** The seed as people type it into an app (RFC 4648 section 6, without padding). */
  public static String base32(byte[] seed) {
    StringBuilder text = new StringBuilder();
    int bits = 0;
    int held = 0;
    for (byte octet : seed) {
      held = (held << 8 | octet & 0xff) & 0xffff;
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(BASE32.charAt(held >> bits & 31));
      }
    }
    return bits == 0
        ? text.toString()
        : text.append(BASE32.charAt(held << 5 - bits & 31)).toString();
  }

  /**
   * Reads {@link #base32}; blanks and case do not matter.
   *
   * @throws IllegalArgumentException for any other character
   */
  public static byte[] seedOf(String base32) {
    String text = base32.replaceAll("[\\s=]", "").toUpperCase(java.util.Locale.ROOT);
    ByteBuffer seed = ByteBuffer.allocate(text.length() * 5 / 8);
    int bits = 0;
    int held = 0;
    for (int i = 0; i < text.length(); i++) {
      int value = BASE32.indexOf(text.charAt(i));
      if (value < 0) {
        throw new IllegalArgumentException("not base32");
      }
      held = (held << 5 | value) & 0xffff;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        seed.put((byte) (held >> bits));
      }
    }
    return seed.array();
  }

  private static long stepOf(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), STEP_SECONDS);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  private static byte[] hmac(byte[] key, byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(key, "HmacSHA1"));
      return mac.doFinal(text);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has HmacSHA1", impossible);
    }
  }
}
