package io.postern.transport.nta7516;

import io.postern.smtp.Domain;

/**
 * How a domain that sends through this gateway stands in the DNS. Asked at every attempt under the
 * norm, outside any transaction; may block on the DNS. Safe for any thread.
 */
@FunctionalInterface
public interface SenderStanding {

  /** Whether one check holds for a domain. */
  State of(Domain domain, SenderCheck check);

  /** The answer to one check. */
  enum State {
    HOLDS,
    DOES_NOT,
    /** The DNS gave no answer to rely on. */
    UNKNOWN
  }
}
