package io.postern.transport;

import java.util.ArrayList;
import java.util.List;

/**
 * Holds evidence against what is required, and gives the permission or says why not (SPEC 6.5).
 * Pure: it looks nothing up.
 */
public final class Verifier {

  private Verifier() {}

  /** May content with this requirement go over the session that showed this evidence? */
  public static Judgement judge(Evidence evidence, TlsRequirement requirement) {
    return evidence.meets(requirement)
        ? new Judgement.Met(new Protected(evidence, requirement))
        : new Judgement.NotMet(flaws(evidence, requirement));
  }

  /**
   * May a mail of our own go over it (SPEC 8.9)? Encrypted always, to whomever; in clear only where
   * the sender's organisation allows.
   */
  public static Judgement judgeOwnMail(Evidence evidence, boolean cleartext) {
    return evidence.encrypted() || cleartext
        ? new Judgement.Met(new OwnMail(evidence))
        : new Judgement.NotMet(List.of(Flaw.CLEAR));
  }

  private static List<Flaw> flaws(Evidence evidence, TlsRequirement requirement) {
    if (!evidence.encrypted()) {
      return List.of(Flaw.CLEAR);
    }
    List<Flaw> flaws = new ArrayList<>();
    if (!evidence.versionReaches(requirement.version())) {
      flaws.add(Flaw.TLS_TOO_OLD);
    }
    if (requirement.proofs().stream().noneMatch(evidence.held()::contains)) {
      for (TlsRequirement.Proof proof : requirement.proofs()) {
        List<Flaw> known = evidence.flaws().stream().filter(f -> speaksOf(f, proof)).toList();
        flaws.addAll(known.isEmpty() ? List.of(unexplained(proof)) : known);
      }
    }
    if (requirement.authenticatedMx() && evidence.mxTrust() == Evidence.MxTrust.NONE) {
      flaws.add(Flaw.MX_UNAUTHENTICATED);
    }
    return flaws;
  }

  private static boolean speaksOf(Flaw flaw, TlsRequirement.Proof proof) {
    return switch (flaw) {
      case SELF_SIGNED, UNTRUSTED_CA, EXPIRED, WRONG_NAME -> proof == TlsRequirement.Proof.PKIX;
      case DANE_ABSENT, DANE_MISMATCH -> proof == TlsRequirement.Proof.DANE;
      case CLEAR, TLS_TOO_OLD, MTA_STS_MISMATCH, MX_UNAUTHENTICATED -> false;
    };
  }

  private static Flaw unexplained(TlsRequirement.Proof proof) {
    return switch (proof) {
      case PKIX -> Flaw.UNTRUSTED_CA;
      case DANE -> Flaw.DANE_ABSENT;
    };
  }
}
