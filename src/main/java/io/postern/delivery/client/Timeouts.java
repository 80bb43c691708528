package io.postern.delivery.client;

import java.time.Duration;

/**
 * How long each step may take, all of it, however the peer spreads its octets (RFC 5321 section
 * 4.5.3.2).
 *
 * @param connect until the connection stands; default 30 s
 * @param greeting until the 220; default 5 min
 * @param command MAIL, RCPT and all others; default 5 min
 * @param handshake the whole TLS handshake; default 2 min
 * @param dataStart until the 354; default 2 min
 * @param block until the peer has taken one block; default 3 min
 * @param dataEnd from the last dot to the answer; default 10 min
 */
public record Timeouts(
    Duration connect,
    Duration greeting,
    Duration command,
    Duration handshake,
    Duration dataStart,
    Duration block,
    Duration dataEnd) {

  public static final Timeouts DEFAULT =
      new Timeouts(
          Duration.ofSeconds(30),
          Duration.ofMinutes(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(2),
          Duration.ofMinutes(2),
          Duration.ofMinutes(3),
          Duration.ofMinutes(10));

  /** The same limit for every step, as tests want it. */
  public static Timeouts all(Duration each) {
    return new Timeouts(each, each, each, each, each, each, each);
  }
}
