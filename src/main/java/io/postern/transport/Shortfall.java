package io.postern.transport;

import io.postern.transport.TlsRequirement.Proof;
import java.util.ArrayList;
import java.util.List;

/** Which of a session's flaws stand between it and a requirement, the weightiest first. */
final class Shortfall {

  private Shortfall() {}

  static List<Flaw> of(Evidence evidence, TlsRequirement requirement) {
    if (!evidence.encrypted()) {
      return List.of(Flaw.CLEAR);
    }
    List<Flaw> flaws = new ArrayList<>();
    if (!evidence.versionReaches(requirement.version())) {
      flaws.add(Flaw.TLS_TOO_OLD);
    }
    if (evidence.breach()) {
      flaws.addAll(ofBreach(evidence));
    } else if (requirement.proofs().stream().noneMatch(evidence.held()::contains)) {
      for (Proof proof : requirement.proofs()) {
        List<Flaw> known = evidence.flaws().stream().filter(f -> speaksOf(f, proof)).toList();
        flaws.addAll(known.isEmpty() ? List.of(unexplained(proof)) : known);
      }
    }
    if (requirement.authenticatedMx()
        && evidence.mxTrust() == Evidence.MxTrust.NONE
        && !flaws.contains(Flaw.MX_UNAUTHENTICATED)) {
      flaws.add(Flaw.MX_UNAUTHENTICATED);
    }
    return flaws;
  }

  /** What the domain asks for and the session does not give. */
  static List<Flaw> ofBreach(Evidence evidence) {
    if (!evidence.encrypted()) {
      return List.of(Flaw.CLEAR);
    }
    List<Flaw> mismatches =
        evidence.flaws().stream()
            .filter(flaw -> flaw == Flaw.DANE_MISMATCH || flaw == Flaw.MTA_STS_MISMATCH)
            .toList();
    // A policy in force whose host is the right one by name: then its certificate does not hold.
    return mismatches.isEmpty()
        ? evidence.flaws().stream().filter(flaw -> speaksOf(flaw, Proof.PKIX)).toList()
        : mismatches;
  }

  static boolean speaksOf(Flaw flaw, Proof proof) {
    return switch (flaw) {
      case SELF_SIGNED, UNTRUSTED_CA, EXPIRED, WRONG_NAME -> proof == Proof.PKIX;
      case DANE_ABSENT, DANE_MISMATCH, MX_UNAUTHENTICATED -> proof == Proof.DANE;
      case CLEAR, TLS_TOO_OLD, MTA_STS_MISMATCH -> false;
    };
  }

  private static Flaw unexplained(Proof proof) {
    return switch (proof) {
      case PKIX -> Flaw.UNTRUSTED_CA;
      case DANE -> Flaw.DANE_ABSENT;
    };
  }
}
