package io.postern.transport;

import io.postern.smtp.Domain;
import io.postern.transport.TlsRequirement.Proof;
import io.postern.transport.dane.TlsaSet;
import io.postern.transport.dane.UsableTlsa;
import io.postern.transport.mtasts.StsFinding;
import io.postern.transport.mtasts.StsPolicy;
import io.postern.transport.mtasts.StsTrouble;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one session stands to one policy of the domain, as RFC 8460 section 4 counts it.
 *
 * @param domain the policy's: the TLSA base domain, else the mail domain
 * @param text the policy itself, a line each; empty where there is none
 * @param mx the patterns of an MTA-STS policy
 * @param result what the session came to under it
 */
public record PolicyResult(
    Type type, Domain domain, List<String> text, List<String> mx, Result result) {

  /** Section 4.4, policy-type. */
  public enum Type {
    TLSA("tlsa"),
    STS("sts"),
    NONE("no-policy-found");

    private final String word;

    Type(String word) {
      this.word = word;
    }

    /** As reports have it. */
    public String word() {
      return word;
    }
  }

  /** Section 4.3; {@link #SUCCESS} is none of those. */
  public enum Result {
    SUCCESS("success"),
    STARTTLS_NOT_SUPPORTED("starttls-not-supported"),
    CERTIFICATE_HOST_MISMATCH("certificate-host-mismatch"),
    CERTIFICATE_EXPIRED("certificate-expired"),
    CERTIFICATE_NOT_TRUSTED("certificate-not-trusted"),
    VALIDATION_FAILURE("validation-failure"),
    TLSA_INVALID("tlsa-invalid"),
    DNSSEC_INVALID("dnssec-invalid"),
    STS_POLICY_FETCH_ERROR("sts-policy-fetch-error"),
    STS_POLICY_INVALID("sts-policy-invalid"),
    STS_WEBPKI_INVALID("sts-webpki-invalid");

    private final String word;

    Result(String word) {
      this.word = word;
    }

    /** As reports have it. */
    public String word() {
      return word;
    }
  }

  public PolicyResult {
    text = List.copyOf(text);
    mx = List.copyOf(mx);
  }

  /**
   * One for each policy that the host falls under; one without a policy where there is none.
   *
   * @param evidence what the session is worth; null where TLS did not come about
   * @param otherwise the result then
   */
  static List<PolicyResult> of(
      Domain mailDomain, HostProofs proofs, @Nullable Evidence evidence, Result otherwise) {
    List<PolicyResult> results = new ArrayList<>();
    boolean encrypted = evidence != null && evidence.encrypted();
    switch (proofs.tlsa()) {
      case TlsaSet.Absent _ -> {}
      case TlsaSet.Unusable(Domain base, var records) ->
          results.add(
              new PolicyResult(
                  Type.TLSA,
                  base,
                  records.stream().map(Object::toString).toList(),
                  List.of(),
                  encrypted ? Result.TLSA_INVALID : otherwise));
      case TlsaSet.Usable(Domain base, List<UsableTlsa> records) ->
          results.add(
              new PolicyResult(
                  Type.TLSA,
                  base,
                  records.stream().map(r -> r.record().toString()).toList(),
                  List.of(),
                  evidence != null && encrypted ? underTlsa(evidence) : otherwise));
    }
    switch (proofs.sts()) {
      case StsFinding.None _, StsFinding.Unknown _ -> {}
      case StsFinding.Broken(StsTrouble trouble, String _) ->
          results.add(
              new PolicyResult(Type.STS, mailDomain, List.of(), List.of(), result(trouble)));
      case StsFinding.Found(Domain domain, StsPolicy policy, StsTrouble _) -> {
        if (policy.mode() != StsPolicy.Mode.NONE) {
          results.add(
              new PolicyResult(
                  Type.STS,
                  domain,
                  policy.text().lines().toList(),
                  policy.mx(),
                  evidence != null && encrypted ? underSts(policy, proofs, evidence) : otherwise));
        }
      }
    }
    if (results.isEmpty()) {
      results.add(
          new PolicyResult(
              Type.NONE, mailDomain, List.of(), List.of(), encrypted ? Result.SUCCESS : otherwise));
    }
    return List.copyOf(results);
  }

  private static Result underTlsa(Evidence evidence) {
    return evidence.flaws().contains(Flaw.DANE_MISMATCH)
        ? Result.VALIDATION_FAILURE
        : Result.SUCCESS;
  }

  private static Result underSts(StsPolicy policy, HostProofs proofs, Evidence evidence) {
    if (!policy.names(proofs.host().name())) {
      return Result.VALIDATION_FAILURE;
    }
    return evidence.flaws().stream()
        .filter(flaw -> Shortfall.speaksOf(flaw, Proof.PKIX))
        .findFirst()
        .map(PolicyResult::result)
        .orElse(Result.SUCCESS);
  }

  private static Result result(Flaw flaw) {
    return switch (flaw) {
      case EXPIRED -> Result.CERTIFICATE_EXPIRED;
      case WRONG_NAME -> Result.CERTIFICATE_HOST_MISMATCH;
      case SELF_SIGNED, UNTRUSTED_CA -> Result.CERTIFICATE_NOT_TRUSTED;
      case CLEAR -> Result.STARTTLS_NOT_SUPPORTED;
      case TLS_TOO_OLD, DANE_ABSENT, DANE_MISMATCH, MTA_STS_MISMATCH, MX_UNAUTHENTICATED ->
          Result.VALIDATION_FAILURE;
    };
  }

  private static Result result(StsTrouble trouble) {
    return switch (trouble) {
      case FETCH_ERROR -> Result.STS_POLICY_FETCH_ERROR;
      case INVALID -> Result.STS_POLICY_INVALID;
      case WEBPKI_INVALID -> Result.STS_WEBPKI_INVALID;
    };
  }
}
