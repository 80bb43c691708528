package io.postern.bounces;

import java.time.Duration;

/**
 * What one client, and all of them, may use.
 *
 * @param messageBytes largest message in octets, announced as SIZE (SPEC 2.6)
 * @param recipients of one transaction: a report has one
 * @param idle longest wait for a command, and for a TLS handshake
 * @param messagesPerMinute of one client address (IPv6: of one /64)
 * @param refusals commands and recipients refused before a session is closed: whoever tries
 *     addresses does not get far
 */
public record BouncesLimits(
    long messageBytes,
    int recipients,
    Duration idle,
    int sessionsPerClient,
    int sessions,
    int messagesPerMinute,
    int refusals) {

  public BouncesLimits {
    if (messageBytes < 1
        || recipients < 1
        || !idle.isPositive()
        || sessionsPerClient < 1
        || sessions < 1
        || messagesPerMinute < 1
        || refusals < 1) {
      throw new IllegalArgumentException("every limit is at least 1");
    }
  }

  /** SPEC 2.6, and modest numbers: nobody's mail waits here. */
  public static BouncesLimits defaults() {
    return new BouncesLimits(10_000_000, 20, Duration.ofMinutes(5), 20, 200, 60, 10);
  }
}
