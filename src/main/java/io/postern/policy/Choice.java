package io.postern.policy;

import io.postern.smtp.EnhancedStatus;
import io.postern.transport.TlsRequirement;
import org.jspecify.annotations.Nullable;

/** What is to be done for one recipient now. */
public sealed interface Choice {

  /**
   * Try to hand over the message itself, to a host that meets the requirement in that session. What
   * comes of it is a {@link Finding}, or final.
   */
  record Direct(Row row, TlsRequirement requirement) implements Choice {}

  /**
   * Seal, and send a notification.
   *
   * @param onlyOver what a next hop must prove before it gets notification and code (SPEC 6.3,
   *     7.7), or null
   * @param cleartext whether a next hop without STARTTLS may get them (SPEC 8.9)
   * @param alsoOnce what a personal account must prove besides signing in, at this opening, because
   *     the sender's organisation knows more than the account does (SPEC 6.9); else null
   */
  record Notify(
      Row row,
      Verification verification,
      @Nullable TlsRequirement onlyOver,
      boolean cleartext,
      @Nullable Verification alsoOnce)
      implements Choice {}

  /** Try again later, from the top; this row was deferred. */
  record Wait(Row row) implements Choice {}

  /** Nothing is left: a failed DSN for this recipient alone (SPEC 6.4). */
  record Refuse(EnhancedStatus status) implements Choice {}
}
