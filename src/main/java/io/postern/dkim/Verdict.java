package io.postern.dkim;

import io.postern.smtp.Domain;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What one signature of a message is worth (RFC 6376 section 3.9, RFC 8601 section 2.7.1). */
public sealed interface Verdict {

  /**
   * It holds: this domain takes responsibility for this header and this body.
   *
   * @param signedAt what the signer says, if it does
   * @param testing the domain asks not to be taken seriously yet
   */
  record Pass(
      Domain domain,
      String selector,
      Algorithm algorithm,
      @Nullable Instant signedAt,
      boolean testing)
      implements Verdict {}

  /**
   * It does not hold: message or signature were changed, or its time is over.
   *
   * @param why for a person, without anything of the message
   */
  record Fail(Domain domain, String why) implements Verdict {}

  /** It can never be verified: malformed, forbidden, or without a usable key. */
  record Unusable(String why) implements Verdict {}

  /** The key could not be looked up now. */
  record NotNow(Domain domain, String why) implements Verdict {}
}
