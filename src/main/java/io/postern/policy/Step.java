package io.postern.policy;

/** What one row says of itself. */
sealed interface Step {
  record Applies(Choice choice) implements Step {}

  record No(Verdict why) implements Step {}

  /** Whether the row applies cannot be told now, and it might: no weaker row is looked at. */
  record Unknown(Verdict why) implements Step {}
}
