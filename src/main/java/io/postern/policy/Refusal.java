package io.postern.policy;

import io.postern.smtp.EnhancedStatus;

/** The status that tells the sender what was missing (SPEC 11.2). */
final class Refusal {
  /** RFC 3463 section 3.8: security features not supported. */
  private static final EnhancedStatus NO_GOOD_ENOUGH_TLS = EnhancedStatus.of("5.7.4");

  /** Cryptographic failure: certificate, DANE or MTA-STS did not hold. */
  private static final EnhancedStatus NOT_AUTHENTICATED = EnhancedStatus.of("5.7.5");

  private static final EnhancedStatus NO_METHOD_LEFT = EnhancedStatus.of("5.7.1");

  /** RFC 8689 section 5. */
  private static final EnhancedStatus REQUIRETLS_NEEDED = EnhancedStatus.of("5.7.30");

  private Refusal() {}

  /** By what stopped the last row, e-mail verification. */
  static EnhancedStatus status(Facts facts, Verdict last) {
    return switch (last) {
      case REQUIRE_TLS -> REQUIRETLS_NEEDED;
      case MINIMUM_NOT_MET -> minimumStatus(facts);
      case CLEAR_ONLY -> NO_GOOD_ENOUGH_TLS;
      case CHOSEN,
          WAITING,
          NO_INBOUND_DIRECT,
          NO_ACCOUNT,
          ACCOUNT_INACTIVE,
          NO_SECOND_FACTOR,
          NTA_SENDER,
          NTA_RECIPIENT,
          NTA_UNKNOWN,
          NO_HEADER,
          NO_RIGHT_GIVEN,
          TRANSPORT_OFF,
          TRANSPORT_NOT_LISTED,
          NO_PROVEN_NUMBER,
          NO_PROVEN_CODE,
          UNPROTECTED,
          UNSUITABLE,
          FOUR_HOURS,
          BELOW_FLOOR,
          FORBIDDEN_BY_HEADER,
          FOUR_HOURS_PATH,
          GROUP_ADDRESS ->
          NO_METHOD_LEFT;
    };
  }

  private static EnhancedStatus minimumStatus(Facts facts) {
    Finding atMinimum = facts.findings().at(Minimum.row(facts));
    Finding shown =
        atMinimum instanceof Finding.Unprotected ? atMinimum : facts.findings().at(Row.EMAIL);
    return shown instanceof Finding.Unprotected(Finding.Lack lack)
            && lack == Finding.Lack.AUTHENTICATION
        ? NOT_AUTHENTICATED
        : NO_GOOD_ENOUGH_TLS;
  }
}
