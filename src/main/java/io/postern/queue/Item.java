package io.postern.queue;

import java.time.Instant;

/**
 * Something due.
 *
 * @param subject row key of the copy or own mail
 * @param destination keyed number of where it goes ({@code Addresses.destination}); 0 when unknown
 * @param bundle items of equal bundle may share a transaction; 0 goes alone
 * @param attempts how many have failed before this one
 * @param createdAt when it was queued: retries end a fixed time after
 */
public record Item(
    long key,
    Kind kind,
    long subject,
    long organisation,
    long destination,
    long bundle,
    int attempts,
    Instant createdAt) {

  /** An item that goes alone. */
  public static final long ALONE = 0;

  /** What is queued. */
  public enum Kind {
    COPY(1),
    OWN_MAIL(2);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }

    /** The kind of a row. */
    public static Kind of(int code) {
      return switch (code) {
        case 1 -> COPY;
        case 2 -> OWN_MAIL;
        default -> throw new IllegalStateException("queue row of an unknown kind " + code);
      };
    }
  }
}
