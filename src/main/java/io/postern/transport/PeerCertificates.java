package io.postern.transport;

import io.postern.smtp.Domain;
import io.postern.transport.certificate.HostNames;
import io.postern.transport.certificate.ServerChain;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/**
 * Judges the certificates a peer showed in a handshake (SPEC 7.2, PKIX): a chain to a trusted
 * authority that may vouch for servers, every certificate in date, made out to the MX host's name,
 * and not vouching for itself. Judged after the handshake, from the session: the JDK does not ask
 * its trust manager again when it resumes one, and a handshake that is broken off by a trust
 * manager says nothing useful about why.
 */
final class PeerCertificates {

  private final TrustedRoots roots;
  private final InstantSource clock;

  PeerCertificates(TrustedRoots roots, InstantSource clock) {
    this.roots = roots;
    this.clock = clock;
  }

  /**
   * What is wrong, the weightiest first; empty when PKIX holds.
   *
   * @param chain as sent, leaf first
   * @param cipher of the session, as the JDK names it
   */
  List<Flaw> flaws(List<X509Certificate> chain, Domain host, String cipher) {
    if (chain.isEmpty()) {
      return List.of(Flaw.UNTRUSTED_CA);
    }
    X509Certificate leaf = chain.getFirst();
    List<Flaw> flaws = new ArrayList<>();
    Date now = now();
    boolean outOfDate = !ServerChain.inDate(leaf, now);
    if (isSelfSigned(leaf)) {
      // Also when the operator's bundle holds it: SPEC 5.3 wants a chain.
      flaws.add(Flaw.SELF_SIGNED);
    } else if (!outOfDate) {
      switch (ServerChain.against(roots.anchors(), chain, cipher, now)) {
        case HOLDS -> {}
        case OUT_OF_DATE -> flaws.add(Flaw.EXPIRED);
        case UNTRUSTED -> flaws.add(Flaw.UNTRUSTED_CA);
      }
    }
    if (outOfDate) {
      flaws.add(Flaw.EXPIRED);
    }
    if (!HostNames.names(leaf, host)) {
      flaws.add(Flaw.WRONG_NAME);
    }
    return flaws;
  }

  Date now() {
    return Date.from(clock.instant());
  }

  private static boolean isSelfSigned(X509Certificate leaf) {
    if (!leaf.getSubjectX500Principal().equals(leaf.getIssuerX500Principal())) {
      return false;
    }
    try {
      PublicKey own = leaf.getPublicKey();
      leaf.verify(own);
      return true;
    } catch (GeneralSecurityException | RuntimeException otherKey) {
      return false;
    }
  }
}
