package io.postern.smtp;

import java.time.Duration;

/**
 * How much, and how slowly, a message may come (SPEC 17).
 *
 * @param bytes octets of the message as RFC 1870 counts: CRLF counted, stuffed dots not
 * @param lineBytes octets of one line, without CRLF
 * @param bytesPerSecond the least the client must send, over any {@code window} of waiting for it
 * @param total from DATA to the final dot
 */
public record DataLimits(
    long bytes, int lineBytes, long bytesPerSecond, Duration window, Duration total) {

  public DataLimits {
    if (bytes < 1
        || lineBytes < 1
        || bytesPerSecond < 1
        || window.compareTo(Duration.ofMillis(100)) < 0
        || !total.isPositive()) {
      throw new IllegalArgumentException("every limit is at least 1, the window 100 ms");
    }
  }

  /** SPEC 17, for messages of at most so many octets. */
  public static DataLimits of(long bytes) {
    return new DataLimits(bytes, 1 << 20, 4 * 1024, Duration.ofMinutes(5), Duration.ofHours(4));
  }
}
