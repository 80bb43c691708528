package io.postern.conversation;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/** The 256-bit value of a session cookie. The server keeps its digest; never prints itself. */
public final class SessionSecret {
  private final byte[] bytes;

  private SessionSecret(byte[] bytes) {
    this.bytes = bytes;
  }

  public static SessionSecret fresh(SecureRandom random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return new SessionSecret(bytes);
  }

  /** Reads a cookie's value; empty when it is none of ours. */
  public static Optional<SessionSecret> parse(String cookie) {
    if (cookie.length() != 43) {
      return Optional.empty();
    }
    try {
      return Optional.of(new SessionSecret(Base64.getUrlDecoder().decode(cookie)));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  /** The value for the cookie. */
  public String cookie() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public String toString() {
    return "(session)";
  }
}
