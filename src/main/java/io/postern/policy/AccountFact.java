package io.postern.policy;

/** What the directory knows of an account with the recipient's address. */
public sealed interface AccountFact {
  /** There is none. */
  record None() implements AccountFact {}

  /** It is suspended, or not yet activated. */
  record Inactive() implements AccountFact {}

  /** Active, without a second factor, or with one that an admin has reset (SPEC 6.9). */
  record WithoutSecondFactor() implements AccountFact {}

  /** An organisation's account, active, with a second factor. */
  record Member() implements AccountFact {}

  /**
   * A guest who signed up, active, with a second factor (SPEC 6.9).
   *
   * @param satisfied whether it has already proven the right that the sender's organisation knows,
   *     at an earlier opening for that organisation
   */
  record Personal(boolean satisfied) implements AccountFact {}
}
