package io.postern.conversation;

import java.security.SecureRandom;

/** Random outside ids: what pages, logs and mails name things by. They open nothing. */
public final class PublicId {
  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int LENGTH = 20;

  private PublicId() {}

  /** 100 random bits in 20 characters that can be read out over the phone. */
  public static String fresh(SecureRandom random) {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    StringBuilder id = new StringBuilder(LENGTH);
    for (byte b : bytes) {
      id.append(ALPHABET.charAt(b & 31));
    }
    return id.toString();
  }
}
