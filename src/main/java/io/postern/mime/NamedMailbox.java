package io.postern.mime;

import io.postern.smtp.Mailbox;
import org.jspecify.annotations.Nullable;

/**
 * A mailbox as header fields write it (RFC 5322 section 3.4).
 *
 * @param name the display name as text, encoded words decoded; null when there is none
 */
public record NamedMailbox(@Nullable String name, Mailbox mailbox) {

  /** Name, or the address where there is none. */
  public String shown() {
    return name == null || name.isBlank() ? mailbox.toString() : name;
  }

  /** The form for a header field: {@code phrase <address>}, the phrase quoted or encoded. */
  public String header() {
    return name == null || name.isBlank()
        ? mailbox.toString()
        : HeaderText.phrase(name) + " <" + mailbox + ">";
  }
}
