package io.postern.mime;

import java.time.Instant;
import java.util.Optional;

/** Dates of header fields (RFC 5322 section 3.3). */
public final class MessageDate {

  private MessageDate() {}

  /** Reads a date, obsolete forms included; empty when it is none. Never throws. */
  public static Optional<Instant> parse(String value) {
    throw new UnsupportedOperationException("being built");
  }

  /** The date in UTC, such as {@code Mon, 23 Nov 2026 14:50:00 +0000}. */
  public static String format(Instant at) {
    throw new UnsupportedOperationException("being built");
  }
}
