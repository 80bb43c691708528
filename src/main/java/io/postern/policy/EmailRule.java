package io.postern.policy;

import io.postern.transport.TlsRequirement;
import org.jspecify.annotations.Nullable;

/**
 * Row 7. Its code travels the way the message would have, so whatever was found out about that way
 * counts here (SPEC 6.3, 6.5, 7.7, 8.9, 8.12).
 */
final class EmailRule {
  private EmailRule() {}

  static Step judge(Facts facts) {
    Verdict no = forbidden(facts);
    return no == null
        ? new Step.Applies(
            new Choice.Notify(
                Row.EMAIL,
                Verification.EMAIL,
                onlyOver(facts),
                RowRules.cleartext(facts, true),
                null))
        : new Step.No(no);
  }

  private static @Nullable Verdict forbidden(Facts facts) {
    if (facts.message().minimum() == MinimumVerification.EMAIL_FORBIDDEN) {
      return Verdict.FORBIDDEN_BY_HEADER; // SPEC 5.4
    }
    if (facts.recipient().group() && !facts.organisation().groupsByEmail()) {
      return Verdict.GROUP_ADDRESS; // SPEC 8.12
    }
    if (RowRules.clearOnly(facts)) {
      return Verdict.CLEAR_ONLY; // SPEC 8.9
    }
    if (passedAfterFourHours(facts)) {
      return Verdict.FOUR_HOURS_PATH; // SPEC 6.5: not even where SPEC 5.4 allows the fallback
    }
    if (minimumNotMet(facts)) {
      return Verdict.MINIMUM_NOT_MET;
    }
    if (onlyOver(facts) != null && unprotected(facts, Row.EMAIL)) {
      return facts.message().requireTls() ? Verdict.REQUIRE_TLS : Verdict.MINIMUM_NOT_MET;
    }
    return null;
  }

  /** Whoever holds up the good hosts for 4 h must not be handed the code by the bad one. */
  private static boolean passedAfterFourHours(Facts facts) {
    return facts.findings().byRow().entrySet().stream()
        .anyMatch(found ->
            found.getKey().isDirect()
                && found.getValue() instanceof Finding.Deferred deferred
                && deferred.sawUnprotected()
                && deferred.fourHoursPassed());
  }

  /** SPEC 6.3, first sentence. */
  private static boolean minimumNotMet(Facts facts) {
    return facts.message().minimum() != MinimumVerification.EMAIL_ALLOWED
        && Minimum.ofMessage(facts) != null
        && unprotected(facts, Minimum.row(facts));
  }

  /**
   * What a next hop must prove before it gets notification and code: SPEC 6.3, second sentence, and
   * SPEC 7.7. A sender who allowed the fallback is not held to the minimum, but to REQUIRETLS.
   */
  private static @Nullable TlsRequirement onlyOver(Facts facts) {
    TlsRequirement minimum =
        facts.message().minimum() == MinimumVerification.EMAIL_ALLOWED
            ? null
            : Minimum.ofMessage(facts);
    if (!facts.message().requireTls()) {
      return minimum;
    }
    return minimum == null ? TlsRequirement.AUTHENTICATED_MX : minimum.withAuthenticatedMx();
  }

  private static boolean unprotected(Facts facts, Row row) {
    return facts.findings().at(row) instanceof Finding.Unprotected;
  }
}
