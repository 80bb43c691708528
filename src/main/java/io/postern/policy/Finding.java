package io.postern.policy;

/**
 * What this attempt has found out about a row by trying it (SPEC 6.5). Delivery and final failure
 * are no findings: then the ladder is not asked again.
 */
public sealed interface Finding {

  /** Not tried in this attempt. */
  record NotTried() implements Finding {}

  /**
   * Every host answered and none met the requirement; for a notification: none that may have it in
   * clear or below its {@link Choice.Notify#onlyOver}.
   */
  record Unprotected(Lack lack) implements Finding {}

  /** The requirement was met, but the peer cannot take this message. */
  record Unsuitable() implements Finding {}

  /**
   * Not now.
   *
   * @param sawUnprotected a host answered and did not meet the requirement
   * @param fourHoursPassed since this copy's first deferral at this row
   */
  record Deferred(boolean sawUnprotected, boolean fourHoursPassed) implements Finding {}

  /** What the best host lacked: it chooses the status of a DSN (SPEC 11.2). */
  enum Lack {
    /** No STARTTLS, or no version good enough. */
    ENCRYPTION,
    /** Certificate, DANE or MTA-STS did not hold. */
    AUTHENTICATION
  }
}
