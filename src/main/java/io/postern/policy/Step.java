package io.postern.policy;

/** What one row says of itself. */
sealed interface Step {
  record Applies(Choice choice) implements Step {}

  record No(Verdict why) implements Step {}
}
