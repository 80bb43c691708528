package io.postern.policy;

import io.postern.smtp.Domain;
import io.postern.transport.TlsRequirement;
import org.jspecify.annotations.Nullable;

/**
 * What is known about one recipient when the ladder is asked.
 *
 * @param domain the recipient's; the local part is no business of the ladder
 * @param inboundDirect the domain is verified by an organisation with IDD on, account or not: what
 *     its server has to prove; else null
 * @param given how the right given with this conversation for this recipient verifies (SPEC 5.1,
 *     5.2): SMS or ACCESS_CODE, or null
 * @param provenSms the sender's organisation has a proven number for this address (SPEC 6.7)
 * @param provenCode likewise an access code
 * @param group several people read this address (SPEC 8.12)
 */
public record RecipientFacts(
    Domain domain,
    @Nullable TlsRequirement inboundDirect,
    AccountFact account,
    NtaFact nta,
    @Nullable Verification given,
    boolean provenSms,
    boolean provenCode,
    boolean group) {

  public RecipientFacts {
    if (given == Verification.ACCOUNT || given == Verification.EMAIL) {
      throw new IllegalArgumentException("a right is a number or an access code");
    }
  }

  /** Somebody of whom nothing is known. */
  public static RecipientFacts stranger(Domain domain) {
    return new RecipientFacts(
        domain, null, new AccountFact.None(), NtaFact.SENDER_DOES_NOT, null, false, false, false);
  }
}
