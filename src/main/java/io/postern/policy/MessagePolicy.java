package io.postern.policy;

import io.postern.smtp.Mailbox;
import io.postern.transport.TlsRequirement;
import org.jspecify.annotations.Nullable;

/**
 * What one message asks for.
 *
 * @param sender the From address, for floors that hold for groups of senders (SPEC 6.8)
 * @param direct the minimum of its direct delivery header as given, or null without one (SPEC 5.3)
 * @param requireTls REQUIRETLS was given with MAIL (RFC 8689, SPEC 7.7)
 */
public record MessagePolicy(
    Mailbox sender,
    @Nullable TlsRequirement direct,
    MinimumVerification minimum,
    boolean requireTls) {

  /** A message without control headers. */
  public static MessagePolicy plain(Mailbox sender) {
    return new MessagePolicy(sender, null, MinimumVerification.ABSENT, false);
  }
}
