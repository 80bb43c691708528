package io.postern.submission;

import java.time.Duration;

/**
 * What a submission session may use (SPEC 17).
 *
 * @param messageBytes largest message in octets, announced as SIZE. Default 150,000,000
 * @param recipients recipients per message, announced as {@code LIMITS RCPTMAX}. Default 500
 * @param idle longest wait for a command, and for a TLS handshake. Default 5 min
 * @param sessionsPerClient open sessions per client address (IPv6: per /64). Default 50
 * @param sessions open sessions in all. Default 2,000
 * @param errors refused commands before the session is closed; refused recipients do not count,
 *     since a long list may hold many bad addresses. Default 10
 * @param discardBytes how much of a refused message is read and thrown away before the connection
 *     is closed instead. Default 150,000,000
 */
public record SubmissionLimits(
    long messageBytes,
    int recipients,
    Duration idle,
    int sessionsPerClient,
    int sessions,
    int errors,
    long discardBytes) {

  public SubmissionLimits {
    if (messageBytes < 1
        || recipients < 1
        || !idle.isPositive()
        || sessionsPerClient < 1
        || sessions < 1
        || errors < 1
        || discardBytes < 0) {
      throw new IllegalArgumentException("every limit is at least 1");
    }
  }

  /** SPEC 17. */
  public static SubmissionLimits defaults() {
    return new SubmissionLimits(
        150_000_000, 500, Duration.ofMinutes(5), 50, 2_000, 10, 150_000_000);
  }
}
