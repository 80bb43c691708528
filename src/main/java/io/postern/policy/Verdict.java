package io.postern.policy;

/**
 * Why a row holds or does not. The codes are stored for years: a word, once given, keeps its
 * meaning. Each has a sentence per language in {@code explanation.properties}.
 */
public enum Verdict {
  /** This is how the message goes, or is being tried now. */
  CHOSEN("yes"),
  /** The row applies; its next hop gave no final answer yet. */
  WAITING("wait"),

  NO_INBOUND_DIRECT("no-idd"),
  NO_ACCOUNT("no-account"),
  ACCOUNT_INACTIVE("account-inactive"),
  NO_SECOND_FACTOR("no-2fa"),
  NTA_SENDER("nta-sender"),
  NTA_RECIPIENT("nta-recipient"),
  /** The DNS gave no answer to rely on; waited for. */
  NTA_UNKNOWN("nta-unknown"),
  NO_HEADER("no-header"),
  NO_RIGHT_GIVEN("no-right"),
  TRANSPORT_OFF("tls-off"),
  TRANSPORT_NOT_LISTED("tls-unlisted"),
  NO_PROVEN_NUMBER("no-number"),
  NO_PROVEN_CODE("no-code"),

  /** Tried: every host answered, none met the requirement. */
  UNPROTECTED("unprotected"),
  /** Tried: met, but the peer cannot take this message. */
  UNSUITABLE("unsuitable"),
  /** Tried for 4 h: one host unprotected, the others gave no answer. */
  FOUR_HOURS("four-hours"),
  /** Weaker than the organisation permits (SPEC 6.8); the parameter is the floor's row. */
  BELOW_FLOOR("floor"),
  /** The next hop takes mail in clear only (SPEC 8.9). */
  CLEAR_ONLY("clear-only"),

  FORBIDDEN_BY_HEADER("email-forbidden"),
  MINIMUM_NOT_MET("email-minimum"),
  FOUR_HOURS_PATH("email-four-hours"),
  REQUIRE_TLS("email-requiretls"),
  GROUP_ADDRESS("email-group");

  private final String code;

  Verdict(String code) {
    this.code = code;
  }

  /** The stable word for storage, and the key of the sentence. */
  public String code() {
    return code;
  }

  static Verdict ofCode(String code) {
    for (Verdict verdict : values()) {
      if (verdict.code.equals(code)) {
        return verdict;
      }
    }
    throw new IllegalArgumentException("no verdict has this code");
  }
}
