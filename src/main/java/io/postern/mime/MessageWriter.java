package io.postern.mime;

import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Writes the messages Postern composes itself. Streams; holds no body. Lines end with CRLF, have 76
 * characters where encoded and never more than 998 octets. {@code MIME-Version} is added.
 */
public final class MessageWriter {

  private final RandomGenerator random;
  private final List<HeaderField> fields = new ArrayList<>();

  /**
   * @param random for the boundaries
   */
  public MessageWriter(SecureRandom random) {
    this.random = random;
  }

  /**
   * Adds a field with a structured value, written as it is.
   *
   * @throws IllegalArgumentException as {@link HeaderField#of}
   */
  public MessageWriter header(String name, String value) {
    return header(HeaderField.of(name, value));
  }

  public MessageWriter header(HeaderField field) {
    fields.add(field);
    return this;
  }

  /** Adds a field with a text for people (RFC 2047 where it is not ASCII), such as Subject. */
  public MessageWriter text(String name, String text) {
    return header(name, HeaderText.encode(text));
  }

  /** Adds a field that names mailboxes. */
  public MessageWriter addresses(String name, List<NamedMailbox> mailboxes) {
    return header(name, String.join(", ", mailboxes.stream().map(NamedMailbox::header).toList()));
  }

  /** Writes header and body. {@code out} stays open. */
  public void write(Body body, OutputStream out) throws IOException {
    throw new UnsupportedOperationException("being built");
  }
}
