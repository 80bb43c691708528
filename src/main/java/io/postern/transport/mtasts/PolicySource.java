package io.postern.transport.mtasts;

import io.postern.smtp.Domain;

/** Fetches a domain's policy from where RFC 8461 section 3.3 says. Blocks; never throws. */
@FunctionalInterface
public interface PolicySource {

  Fetched fetch(Domain domain);

  /** What came. */
  sealed interface Fetched {}

  /** What the policy server answered with 200, at most 64 KiB. */
  @SuppressWarnings("ArrayRecordComponent")
  record Text(byte[] octets) implements Fetched {}

  record Failed(StsTrouble trouble, String why) implements Fetched {}
}
