package io.postern.transport.certificate;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.Set;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Whether the certificates of a handshake lead to a trust anchor that may vouch for a server (RFC
 * 5280 section 6): signatures, dates, basic constraints, key usage, and what the JDK's algorithm
 * policy refuses. Names are not looked at.
 */
public final class ServerChain {

  /** What came of it. */
  public enum Verdict {
    HOLDS,
    /** A certificate on the way is not valid at that time. */
    OUT_OF_DATE,
    /** No way to an anchor, or one that may not vouch for a server. */
    UNTRUSTED
  }

  /** id-kp-serverAuth (RFC 5280 section 4.2.1.12). */
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

  private ServerChain() {}

  /**
   * @param anchors not empty; a leaf that is one of them is trusted as it stands
   * @param chain as sent, leaf first, not empty
   * @param cipher of the session, as the JDK names it
   */
  public static Verdict against(
      Set<TrustAnchor> anchors, List<X509Certificate> chain, String cipher, Date now) {
    try {
      // Unknown key exchange (TLS 1.3, ECDHE) means: the key signs. Plain RSA decrypts.
      String authType = cipher.startsWith("TLS_RSA_") ? "RSA" : "UNKNOWN";
      trustManager(anchors, now)
          .checkServerTrusted(chain.toArray(X509Certificate[]::new), authType);
      return Verdict.HOLDS;
    } catch (CertificateException refused) {
      return speaksOfDates(refused) ? Verdict.OUT_OF_DATE : Verdict.UNTRUSTED;
    } catch (GeneralSecurityException | RuntimeException odd) {
      // A certificate that makes the validator stumble proves nothing.
      return Verdict.UNTRUSTED;
    }
  }

  /**
   * Whether the chain, in the order it was sent, leads to a certificate signed with this key and
   * may vouch for a server. The JDK's trust manager wants an anchor to be a certificate.
   */
  public static boolean belowKey(PublicKey key, List<X509Certificate> chain, Date now) {
    for (int above = 0; above < chain.size(); above++) {
      if (isSignedWith(key, chain.get(above)) && isPath(key, chain.subList(0, above + 1), now)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPath(PublicKey key, List<X509Certificate> path, Date now) {
    try {
      X509CertSelector forServers = new X509CertSelector();
      forServers.setExtendedKeyUsage(Set.of(SERVER_AUTH));
      PKIXParameters parameters =
          new PKIXParameters(
              Set.of(new TrustAnchor(path.getLast().getIssuerX500Principal(), key, null)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(now);
      parameters.setTargetCertConstraints(forServers);
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
      return true;
    } catch (GeneralSecurityException | IOException | RuntimeException no) {
      return false;
    }
  }

  private static boolean isSignedWith(PublicKey key, X509Certificate certificate) {
    try {
      certificate.verify(key);
      return true;
    } catch (GeneralSecurityException | RuntimeException no) {
      return false;
    }
  }

  /** Whether a certificate is valid at that time. */
  public static boolean inDate(X509Certificate certificate, Date now) {
    return !now.before(certificate.getNotBefore()) && !now.after(certificate.getNotAfter());
  }

  private static X509TrustManager trustManager(Set<TrustAnchor> anchors, Date now)
      throws GeneralSecurityException {
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
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
}
