package io.postern.policy;

/** How a notified recipient proves to be that recipient (SPEC 8.3, 8.4). */
public enum Verification {
  /** Signing in with 2FA. */
  ACCOUNT,
  SMS,
  ACCESS_CODE,
  EMAIL
}
