package io.postern.transport.mtasts;

/** Why a policy could not be had; the result types of RFC 8460 section 4.3.2.2. */
public enum StsTrouble {
  /** Record or server: not there, not answering, not saying 200. */
  FETCH_ERROR("sts-policy-fetch-error"),
  /** The record or the policy is not one. */
  INVALID("sts-policy-invalid"),
  /** The policy server's certificate does not hold. */
  WEBPKI_INVALID("sts-webpki-invalid");

  private final String word;

  StsTrouble(String word) {
    this.word = word;
  }

  /** As reports have it. */
  public String word() {
    return word;
  }
}
