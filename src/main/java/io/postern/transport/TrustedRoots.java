package io.postern.transport;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.Set;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** The certificate authorities whose word is taken for a mail host's name. */
public final class TrustedRoots {

  private final Set<TrustAnchor> anchors;

  private TrustedRoots(Set<TrustAnchor> anchors) {
    this.anchors = Set.copyOf(anchors);
  }

  /** Those the JDK comes with. */
  public static TrustedRoots ofJdk() {
    try {
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init((KeyStore) null);
      Set<TrustAnchor> anchors = new HashSet<>();
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509TrustManager x509) {
          for (X509Certificate root : x509.getAcceptedIssuers()) {
            anchors.add(new TrustAnchor(root, null));
          }
        }
      }
      return new TrustedRoots(anchors);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("this JDK has no certificate authorities", impossible);
    }
  }

  /**
   * Those of a PEM file, and no others.
   *
   * @throws IOException when it cannot be read or holds no certificate
   */
  public static TrustedRoots ofBundle(Path pem) throws IOException {
    Set<TrustAnchor> anchors = new HashSet<>();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(pem))) {
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        if (certificate instanceof X509Certificate root) {
          anchors.add(new TrustAnchor(root, null));
        }
      }
    } catch (CertificateException unreadable) {
      throw new IOException(pem + ": not a PEM file of certificates", unreadable);
    }
    if (anchors.isEmpty()) {
      throw new IOException(pem + ": holds no certificate");
    }
    return new TrustedRoots(anchors);
  }

  Set<TrustAnchor> anchors() {
    return anchors;
  }
}
