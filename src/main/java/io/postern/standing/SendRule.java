package io.postern.standing;

/** Who decides whether a domain may send. */
public enum SendRule {
  /** The records do (SPEC 2.5). */
  CHECKS,
  /** An operator said yes, whatever the records say. */
  YES,
  /** An operator said no. */
  NO
}
