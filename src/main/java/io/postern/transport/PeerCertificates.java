package io.postern.transport;

import io.postern.smtp.Domain;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

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
    Date now = Date.from(clock.instant());
    boolean outOfDate = now.before(leaf.getNotBefore()) || now.after(leaf.getNotAfter());
    if (isSelfSigned(leaf)) {
      // Also when the operator's bundle holds it: SPEC 5.3 wants a chain.
      flaws.add(Flaw.SELF_SIGNED);
    } else if (!outOfDate) {
      Flaw chainFlaw = chainFlaw(chain, cipher, now);
      if (chainFlaw != null) {
        flaws.add(chainFlaw);
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

  private @Nullable Flaw chainFlaw(List<X509Certificate> chain, String cipher, Date now) {
    try {
      // Unknown key exchange (TLS 1.3, ECDHE) means: the key signs. Plain RSA decrypts.
      String authType = cipher.startsWith("TLS_RSA_") ? "RSA" : "UNKNOWN";
      trustManagerAt(now).checkServerTrusted(chain.toArray(X509Certificate[]::new), authType);
      return null;
    } catch (CertificateException refused) {
      return speaksOfDates(refused) ? Flaw.EXPIRED : Flaw.UNTRUSTED_CA;
    } catch (GeneralSecurityException | RuntimeException odd) {
      // A certificate that makes the validator stumble proves nothing.
      return Flaw.UNTRUSTED_CA;
    }
  }

  private X509TrustManager trustManagerAt(Date now) throws GeneralSecurityException {
    PKIXBuilderParameters parameters =
        new PKIXBuilderParameters(roots.anchors(), new X509CertSelector());
    parameters.setRevocationEnabled(false);
    parameters.setDate(now);
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(new CertPathTrustManagerParameters(parameters));
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        return x509;
      }
    }
    throw new IllegalStateException("no X.509 trust manager");
  }

  private static boolean speaksOfDates(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof CertPathValidatorException path
          && (path.getReason() == BasicReason.EXPIRED
              || path.getReason() == BasicReason.NOT_YET_VALID)) {
        return true;
      }
    }
    return false;
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
