package io.postern.transport;

import io.postern.transport.TlsRequirement.Proof;
import io.postern.transport.dane.DaneMatch;
import io.postern.transport.dane.TlsaSet;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Holds a session against what is known about its host and against what is required, and gives the
 * permission or says why not (SPEC 6.5, 7.2, 8.9). It looks nothing up and remembers nothing: the
 * same session may be judged before each mail, against proofs found anew, and dates of certificates
 * are compared with the clock each time. Safe for any thread.
 */
public final class Verifier {

  private final PeerCertificates certificates;

  /**
   * @param clock decides whether certificates are in date
   */
  public Verifier(TrustedRoots roots, InstantSource clock) {
    this.certificates = new PeerCertificates(roots, clock);
  }

  /** May content with this requirement go over the session? */
  public Judgement judge(PeerSession session, HostProofs proofs, TlsRequirement requirement) {
    Evidence evidence = evidence(session, proofs);
    return evidence.meets(requirement)
        ? new Judgement.Met(new Protected(session, evidence, requirement))
        : new Judgement.NotMet(evidence, Shortfall.of(evidence, requirement));
  }

  /**
   * May a mail of our own go over it (SPEC 8.9)? Never where the domain has published what its
   * hosts must show and this one does not; otherwise encrypted always, to whomever; in clear only
   * where the sender's organisation allows.
   */
  public Judgement judgeOwnMail(PeerSession session, HostProofs proofs, boolean cleartext) {
    Evidence evidence = evidence(session, proofs);
    if (evidence.breach()) {
      return new Judgement.NotMet(evidence, Shortfall.ofBreach(evidence));
    }
    return evidence.encrypted() || cleartext
        ? new Judgement.Met(new OwnMail(session, evidence))
        : new Judgement.NotMet(evidence, List.of(Flaw.CLEAR));
  }

  /** What the session is worth, now. */
  public Evidence evidence(PeerSession session, HostProofs proofs) {
    String cipher = session.cipher();
    if (!session.encrypted() || cipher == null) {
      return Evidence.clear(
          proofs.host().name().ascii(), session.address(), proofs.mxTrust(), proofs.binds());
    }
    List<Flaw> pkix = certificates.flaws(session.chain(), proofs.host().name(), cipher);
    Set<Proof> held = EnumSet.noneOf(Proof.class);
    if (pkix.isEmpty()) {
      held.add(Proof.PKIX);
    }
    // What the domain says of its hosts and this one does not show, then what a public authority
    // lacks, then what is merely not there.
    List<Flaw> flaws = new ArrayList<>();
    List<Flaw> lacking = new ArrayList<>();
    boolean breach = false;
    switch (proofs.tlsa()) {
      case TlsaSet.Absent _, TlsaSet.Unusable _ -> lacking.add(Flaw.DANE_ABSENT);
      case TlsaSet.Usable set -> {
        if (!DaneMatch.holds(set, session.chain(), proofs.names(), cipher, certificates.now())) {
          // SPEC 7.2: usable records and none matches. Whoever is there is not the domain's host,
          // and a certificate of a public authority makes them no better: nothing is proven.
          breach = true;
          flaws.add(Flaw.DANE_MISMATCH);
        } else if (proofs.host().trust().securely()) {
          held.add(Proof.DANE);
        } else {
          // RFC 7672 section 2.2.1: the right host of a name that anybody may have put there.
          lacking.add(Flaw.MX_UNAUTHENTICATED);
        }
      }
    }
    if (proofs.sts().enforced() != null) {
      // RFC 8461 section 5: named by the policy, and a certificate that holds for the name. DANE
      // does not stand in for either, and the policy not for DANE (section 2).
      breach |= proofs.isOutsidePolicy() || !pkix.isEmpty();
      if (proofs.isOutsidePolicy()) {
        flaws.add(Flaw.MTA_STS_MISMATCH);
      }
    }
    flaws.addAll(pkix);
    flaws.addAll(lacking);
    return new Evidence(
        proofs.host().name().ascii(),
        session.address(),
        session.tlsVersion(),
        cipher,
        session.chain().stream().map(Verifier::fingerprint).toList(),
        breach ? Set.of() : held,
        flaws,
        proofs.mxTrust(),
        breach);
  }

  private static String fingerprint(X509Certificate certificate) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (CertificateEncodingException broken) {
      return "";
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
