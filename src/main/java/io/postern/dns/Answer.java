package io.postern.dns;

import java.time.Duration;
import java.util.List;

/**
 * What the DNS said to one question.
 *
 * @param records what was found, in the order of the answer; empty unless {@code FOUND}
 * @param ttl how long it may be used, counted from the moment it came off the wire
 * @param why for an administrator, where there was trouble; otherwise empty
 */
public record Answer<T>(
    Status status, Security security, List<T> records, Duration ttl, String why) {

  /** What came of the question. */
  public enum Status {
    /** There is data. */
    FOUND,
    /** The name exists, and has no data of this type (RFC 2308 section 2.2). */
    NO_DATA,
    /** The name does not exist (NXDOMAIN). */
    NO_SUCH_NAME,
    /** No answer to rely on: SERVFAIL, time-out, bogus. Says nothing about the data. */
    FAILED
  }

  /** What the answer is worth (RFC 4035 section 4.3). */
  public enum Security {
    /** A chain of signatures from a trust anchor covers it. */
    SECURE,
    /** Proven to lie in an unsigned zone. */
    INSECURE,
    /** Signatures should be there and do not hold. Comes with {@code FAILED} only. */
    BOGUS,
    /** Nobody looked. Worth no more than {@code INSECURE}. */
    UNKNOWN
  }

  public Answer {
    records = List.copyOf(records);
    if ((status == Status.FOUND) == records.isEmpty()) {
      throw new IllegalArgumentException("found means records, and only found does");
    }
    if (security == Security.BOGUS && status != Status.FAILED) {
      throw new IllegalArgumentException("a bogus answer carries nothing");
    }
  }

  public static <T> Answer<T> found(Security security, List<T> records, Duration ttl) {
    return new Answer<>(Status.FOUND, security, records, ttl, "");
  }

  /** Surely nothing: {@code status} is {@code NO_DATA} or {@code NO_SUCH_NAME}. */
  public static <T> Answer<T> none(Status status, Security security, Duration ttl) {
    return new Answer<>(status, security, List.of(), ttl, "");
  }

  public static <T> Answer<T> failed(Security security, String why) {
    return new Answer<>(Status.FAILED, security, List.of(), Duration.ZERO, why);
  }
}
