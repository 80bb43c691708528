package io.postern.policy;

import io.postern.policy.OrganisationPolicy.TransportSecurity;
import io.postern.transport.TlsRequirement;
import org.jspecify.annotations.Nullable;

/**
 * When each row applies, before floor and attempts are looked at: the table of SPEC 6.1 and 6.2.
 */
final class RowRules {
  private RowRules() {}

  static Step judge(Row row, Facts facts) {
    return switch (row) {
      case ACCOUNT_IDD -> inboundDirect(facts);
      case ACCOUNT -> account(facts);
      case NTA7516 -> nta7516(facts);
      case DIRECT_HEADER -> directHeader(facts);
      case CUSTOM_RIGHT -> given(facts);
      case TRANSPORT_SECURITY -> transportSecurity(facts);
      case SMS ->
          facts.recipient().provenSms()
              ? notify(row, Verification.SMS, facts)
              : new Step.No(Verdict.NO_PROVEN_NUMBER);
      case ACCESS_CODE ->
          facts.recipient().provenCode()
              ? notify(row, Verification.ACCESS_CODE, facts)
              : new Step.No(Verdict.NO_PROVEN_CODE);
      case EMAIL -> EmailRule.judge(facts);
    };
  }

  private static Step inboundDirect(Facts facts) {
    TlsRequirement requirement = facts.recipient().inboundDirect();
    return requirement == null
        ? new Step.No(Verdict.NO_INBOUND_DIRECT)
        : direct(Row.ACCOUNT_IDD, requirement, facts);
  }

  private static Step account(Facts facts) {
    return switch (facts.recipient().account()) {
      case AccountFact.None _ -> new Step.No(Verdict.NO_ACCOUNT);
      case AccountFact.Inactive _ -> new Step.No(Verdict.ACCOUNT_INACTIVE);
      case AccountFact.WithoutSecondFactor _ -> new Step.No(Verdict.NO_SECOND_FACTOR);
      case AccountFact.Member _ -> account(facts, null);
      case AccountFact.Personal(boolean satisfied) ->
          account(facts, satisfied ? null : knownRight(facts.recipient()));
    };
  }

  private static Step account(Facts facts, @Nullable Verification alsoOnce) {
    return clearOnly(facts)
        ? new Step.No(Verdict.CLEAR_ONLY)
        : new Step.Applies(
            new Choice.Notify(
                Row.ACCOUNT, Verification.ACCOUNT, null, cleartext(facts, false), alsoOnce));
  }

  /** The strongest that the sender's organisation knows of this address (SPEC 6.9). */
  private static @Nullable Verification knownRight(RecipientFacts recipient) {
    if (recipient.given() != null) {
      return recipient.given();
    }
    if (recipient.provenSms()) {
      return Verification.SMS;
    }
    return recipient.provenCode() ? Verification.ACCESS_CODE : null;
  }

  private static Step nta7516(Facts facts) {
    return switch (facts.recipient().nta()) {
      case SENDER_DOES_NOT -> new Step.No(Verdict.NTA_SENDER);
      case RECIPIENT_DOES_NOT -> new Step.No(Verdict.NTA_RECIPIENT);
      case BOTH_DO -> direct(Row.NTA7516, TlsRequirement.DANE, facts);
      // SPEC 6.5: an answer that cannot be trusted defers, and never chooses a weaker row.
      case UNKNOWN -> new Step.Unknown(Verdict.NTA_UNKNOWN);
    };
  }

  private static Step directHeader(Facts facts) {
    TlsRequirement minimum = Minimum.ofHeader(facts);
    return minimum == null
        ? new Step.No(Verdict.NO_HEADER)
        : direct(Row.DIRECT_HEADER, minimum, facts);
  }

  private static Step given(Facts facts) {
    Verification given = facts.recipient().given();
    return given == null
        ? new Step.No(Verdict.NO_RIGHT_GIVEN)
        : notify(Row.CUSTOM_RIGHT, given, facts);
  }

  private static Step transportSecurity(Facts facts) {
    TransportSecurity transport = facts.organisation().transport();
    return switch (transport.scope()) {
      case OFF -> new Step.No(Verdict.TRANSPORT_OFF);
      case ALL -> direct(Row.TRANSPORT_SECURITY, transport.minimum(), facts);
      case LISTED ->
          transport.domains().contains(facts.recipient().domain())
              ? direct(Row.TRANSPORT_SECURITY, transport.minimum(), facts)
              : new Step.No(Verdict.TRANSPORT_NOT_LISTED);
    };
  }

  private static Step direct(Row row, TlsRequirement requirement, Facts facts) {
    // SPEC 7.7: REQUIRETLS raises every direct requirement.
    return new Step.Applies(
        new Choice.Direct(
            row, facts.message().requireTls() ? requirement.withAuthenticatedMx() : requirement));
  }

  private static Step notify(Row row, Verification verification, Facts facts) {
    return clearOnly(facts)
        ? new Step.No(Verdict.CLEAR_ONLY)
        : new Step.Applies(
            new Choice.Notify(row, verification, null, cleartext(facts, false), null));
  }

  /** Whether a notification may go in clear; with {@code byEmail} the code goes that way too. */
  static boolean cleartext(Facts facts, boolean byEmail) {
    return switch (facts.organisation().cleartext()) {
      case ALL -> true;
      case LINKS -> !byEmail;
      case NONE -> false;
    };
  }

  /**
   * With {@link Cleartext#NONE} one notification that found no STARTTLS speaks for all: they share
   * the next hop.
   */
  static boolean clearOnly(Facts facts) {
    return facts.organisation().cleartext() == Cleartext.NONE
        && facts.findings().byRow().entrySet().stream()
            .anyMatch(found ->
                !found.getKey().isDirect()
                    && found.getKey() != Row.EMAIL
                    && found.getValue() instanceof Finding.Unprotected);
  }
}
