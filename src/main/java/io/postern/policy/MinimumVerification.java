package io.postern.policy;

/** What {@code zivver-minimum-recipient-verification} says (SPEC 5.4). */
public enum MinimumVerification {
  /** The header is not there: SPEC 6.3 decides. */
  ABSENT,
  /** {@code email-verification}: falling back to it is allowed even where a minimum was not met. */
  EMAIL_ALLOWED,
  /** There, with no value or any other: no e-mail verification for this message at all. */
  EMAIL_FORBIDDEN
}
