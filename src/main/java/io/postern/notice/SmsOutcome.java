package io.postern.notice;

import org.jspecify.annotations.Nullable;

/** What a provider did with a text message. The reasons name no number and no text. */
public sealed interface SmsOutcome {

  /**
   * Taken for delivery.
   *
   * @param providerId the provider's name for it, for questions later, or null
   */
  record Accepted(@Nullable String providerId) implements SmsOutcome {}

  /** Not now: unreachable, too busy, too slow. Asking again may work. */
  record Deferred(String why) implements SmsOutcome {}

  /** Not this message, or not from us: asking again will not help. */
  record Refused(String why) implements SmsOutcome {}
}
