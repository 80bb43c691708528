package io.postern.seal;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * The 256-bit secret in a notification's link (SPEC 8.2). The server keeps only {@link #digest},
 * and only until the mail is handed over the secret itself, sealed in the queue. Never prints
 * itself.
 */
public final class LinkSecret {
  private final byte[] bytes;

  private LinkSecret(byte[] bytes) {
    this.bytes = bytes;
  }

  public static LinkSecret fresh(SecureRandom random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return new LinkSecret(bytes);
  }

  /** Reads the path segment of a link; empty when it cannot be one. */
  public static Optional<LinkSecret> parse(String segment) {
    if (segment.length() != 43) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(segment);
      return bytes.length == 32 ? Optional.of(new LinkSecret(bytes)) : Optional.empty();
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  /** What {@link #reveal} gave, unwrapped from a session; empty when it is no link secret. */
  public static Optional<LinkSecret> ofBytes(byte[] bytes) {
    return bytes.length == 32 ? Optional.of(new LinkSecret(bytes.clone())) : Optional.empty();
  }

  /** The path segment for the link: 43 characters, base64url. */
  public String segment() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** What the server knows the link by. */
  public byte[] digest() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every JDK has SHA-256", impossible);
    }
  }

  /** The secret itself, for {@code seal} and for wrapping into a session. */
  public byte[] reveal() {
    return bytes.clone();
  }

  @Override
  public String toString() {
    return "(link)";
  }
}
