package io.postern.smtp;

import java.util.Optional;

/** The envelope sender (RFC 5321 section 4.5.5): a mailbox, or nobody. */
public sealed interface ReversePath {

  /** {@code <>}: nothing may be reported back. */
  record Null() implements ReversePath {
    @Override
    public String toString() {
      return "<>";
    }
  }

  /** Reports go to this mailbox. */
  record Of(Mailbox mailbox) implements ReversePath {
    @Override
    public String toString() {
      return "<" + mailbox + ">";
    }
  }

  static ReversePath none() {
    return new Null();
  }

  static ReversePath of(Mailbox mailbox) {
    return new Of(mailbox);
  }

  /** The mailbox reports go to, if any. */
  default Optional<Mailbox> address() {
    return this instanceof Of(Mailbox mailbox) ? Optional.of(mailbox) : Optional.empty();
  }
}
