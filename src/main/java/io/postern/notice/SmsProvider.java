package io.postern.notice;

import io.postern.policy.PhoneNumber;

/**
 * Whoever carries our text messages. Blocks until the provider has answered or the deadline has
 * passed; thread-safe; never throws for what happens outside; neither number nor text may reach a
 * log or an exception.
 */
public interface SmsProvider {
  SmsOutcome send(PhoneNumber to, String text);
}
