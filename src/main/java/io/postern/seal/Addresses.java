package io.postern.seal;

import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Recipients' addresses at rest: sealed, with a keyed hash beside them to be found by. A Bcc
 * address is a secret, and a table that treats some recipients differently would tell which.
 * Thread-safe.
 */
public final class Addresses {
  private static final String CONTEXT = "address";

  private final KeyService keys;
  private final byte[] secret;

  public Addresses(KeyService keys) {
    this.keys = keys;
    this.secret = keys.digest("addresses at rest", new byte[0]);
  }

  /** The address in its own spelling, for a column. */
  public byte[] seal(Mailbox mailbox) {
    return SecretBox.seal(secret, mailbox.toString().getBytes(StandardCharsets.UTF_8), CONTEXT);
  }

  /**
   * Reads what {@link #seal} wrote.
   *
   * @throws IllegalStateException when it was sealed under another master key
   */
  public Mailbox open(byte[] sealed) {
    return Mailbox.of(new String(opened(sealed), StandardCharsets.UTF_8));
  }

  /** Equal for equal mailboxes (SPEC 3.6), and says nothing to whoever lacks the master key. */
  public byte[] hash(Mailbox mailbox) {
    return keys.digest("address", mailbox.key().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A number for a domain: equal for equal domains, never 0, and says nothing to whoever lacks the
   * master key. Two domains with the same number would only wait for each other.
   */
  public long destination(Domain domain) {
    long number = number("destination", domain.ascii());
    return number == 0 ? 1 : number;
  }

  /**
   * A number for a Message-ID, by which its message is found (RFC 5322 section 3.6.4); the angle
   * brackets make no difference.
   */
  public long messageName(String messageId) {
    String bare = messageId.strip();
    return number(
        "message name",
        bare.startsWith("<") && bare.endsWith(">") ? bare.substring(1, bare.length() - 1) : bare);
  }

  private long number(String purpose, String text) {
    return ByteBuffer.wrap(keys.digest(purpose, text.getBytes(StandardCharsets.UTF_8))).getLong();
  }

  /** Any other short text about a recipient, such as ORCPT. */
  public byte[] sealText(String text) {
    return SecretBox.seal(secret, text.getBytes(StandardCharsets.UTF_8), CONTEXT);
  }

  /** Reads what {@link #sealText} wrote. */
  public String openText(byte[] sealed) {
    return new String(opened(sealed), StandardCharsets.UTF_8);
  }

  private byte[] opened(byte[] sealed) {
    return SecretBox.open(secret, sealed, CONTEXT)
        .orElseThrow(
            () -> new IllegalStateException("an address was sealed under another master key"));
  }
}
