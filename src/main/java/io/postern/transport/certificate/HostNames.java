package io.postern.transport.certificate;

import io.postern.smtp.Domain;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Whether a certificate is made out to a host (RFC 9525): subjectAltName dNSName only, never the
 * common name (section 6.4.4 of its predecessor is gone), compared as A-labels.
 */
public final class HostNames {

  private static final Integer DNS_NAME = 2;

  private HostNames() {}

  /**
   * Whether a dNSName of the certificate is this host, wildcards as RFC 9525 section 6.3 has them.
   */
  public static boolean names(X509Certificate certificate, Domain host) {
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      return alternatives != null
          && alternatives.stream()
              .anyMatch(name ->
                  DNS_NAME.equals(name.get(0))
                      && name.get(1) instanceof String presented
                      && matches(presented, host));
    } catch (CertificateParsingException unreadable) {
      return false;
    }
  }

  static boolean matches(String presented, Domain host) {
    String pattern = presented.toLowerCase(Locale.ROOT);
    if (pattern.indexOf('*') < 0) {
      return pattern.equals(host.ascii());
    }
    // RFC 9525 section 6.3: one wildcard, and it is the whole left-most label; it stands for
    // exactly one label. Below a top-level domain it would name half the Internet.
    int dot = host.ascii().indexOf('.');
    return pattern.startsWith("*.")
        && pattern.lastIndexOf('*') == 0
        && pattern.indexOf('.', 2) > 0
        && dot > 0
        && host.ascii().substring(dot).equals(pattern.substring(1));
  }
}
