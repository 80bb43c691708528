package io.postern.seal;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Passwords as Argon2id in PHC string form, {@code $argon2id$v=19$m=…,t=…,p=…$salt$hash}. Blocks
 * for 20 to 60 ms of CPU in a bounded pool; {@link SealBusy} when too many wait. Thread-safe.
 */
public final class Passwords {
  private static final int SALT = 16;
  private final SecureRandom random;

  public Passwords(SecureRandom random) {
    this.random = random;
  }

  /** Hashes a new password. */
  public String hash(String password) {
    byte[] salt = new byte[SALT];
    random.nextBytes(salt);
    Argon2 cost = Argon2.PASSWORD;
    byte[] secret = Bytes.utf8(password);
    try {
      return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
          .formatted(
              cost.kibibytes(),
              cost.passes(),
              cost.lanes(),
              base64(salt),
              base64(cost.hash(secret, salt)));
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /** Whether the password is the hashed one; false for a hash of another make. */
  public boolean verify(String password, String phc) {
    Optional<Phc> known = Phc.parse(phc);
    if (known.isEmpty()) {
      verifyNobody();
      return false;
    }
    byte[] secret = Bytes.utf8(password);
    try {
      byte[] hash = known.get().cost().hash(secret, known.get().salt(), known.get().hash().length);
      return MessageDigest.isEqual(hash, known.get().hash());
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /** Takes as long as {@link #verify}, for a user that is not there; always false. */
  public boolean verifyNobody() {
    byte[] hash = Argon2.PASSWORD.hash(new byte[16], new byte[SALT]);
    return MessageDigest.isEqual(hash, new byte[hash.length - 1]);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().withoutPadding().encodeToString(bytes);
  }

  /** A parsed PHC string. */
  private record Phc(Argon2 cost, byte[] salt, byte[] hash) {
    static Optional<Phc> parse(String text) {
      String[] part = text.split("\\$", -1);
      if (part.length != 6 || !part[1].equals("argon2id") || !part[2].equals("v=19")) {
        return Optional.empty();
      }
      try {
        String[] cost = part[3].split(",", -1);
        if (cost.length != 3) {
          return Optional.empty();
        }
        Argon2 argon =
            new Argon2(number(cost[0], "m="), number(cost[1], "t="), number(cost[2], "p="));
        byte[] salt = Base64.getDecoder().decode(part[4]);
        byte[] hash = Base64.getDecoder().decode(part[5]);
        // A row that was tampered with must not cost a gigabyte, nor compare nothing with nothing.
        boolean sane =
            argon.kibibytes() >= 8_192
                && argon.kibibytes() <= 262_144
                && argon.passes() >= 1
                && argon.passes() <= 10
                && argon.lanes() == 1
                && salt.length >= 8
                && salt.length <= 64
                && hash.length >= 16
                && hash.length <= 64;
        return sane ? Optional.of(new Phc(argon, salt, hash)) : Optional.empty();
      } catch (IllegalArgumentException notOurs) {
        return Optional.empty();
      }
    }

    private static int number(String text, String name) {
      if (!text.startsWith(name)) {
        throw new IllegalArgumentException(name);
      }
      return Integer.parseInt(text.substring(name.length()));
    }
  }
}
