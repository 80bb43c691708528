package io.postern.transport;

import java.util.Comparator;
import java.util.List;

/**
 * What a next hop must prove, on the connection that sends, before anything is sent (SPEC 5.3, 7.3,
 * 8.9).
 *
 * @param version the lowest TLS version
 * @param proofs one of these has to hold
 * @param authenticatedMx whether the MX name itself must be authenticated too (DANE or MTA-STS)
 */
public record TlsRequirement(Version version, List<Proof> proofs, boolean authenticatedMx) {

  /** TLS versions, oldest first. */
  public enum Version {
    TLS1_2("TLSv1.2"),
    TLS1_3("TLSv1.3");

    private final String jdkName;

    Version(String jdkName) {
      this.jdkName = jdkName;
    }

    /** The name {@link javax.net.ssl.SSLSession#getProtocol} uses. */
    public String jdkName() {
      return jdkName;
    }
  }

  /** What makes a server authenticated (SPEC 7.2). */
  public enum Proof {
    /** Chain to a trusted CA, in date, name matches the MX host. */
    PKIX,
    /** TLSA records of RFC 7672. */
    DANE
  }

  /** {@code zivver-direct-delivery: tls tls1.2 auth certificate-validation}. */
  public static final TlsRequirement CERTIFICATE =
      new TlsRequirement(Version.TLS1_2, List.of(Proof.PKIX), false);

  public static final TlsRequirement DANE =
      new TlsRequirement(Version.TLS1_2, List.of(Proof.DANE), false);

  /** The default minimum of the transport security row. */
  public static final TlsRequirement CERTIFICATE_OR_DANE =
      new TlsRequirement(Version.TLS1_2, List.of(Proof.PKIX, Proof.DANE), false);

  public static final TlsRequirement AUTHENTICATED_MX =
      new TlsRequirement(Version.TLS1_2, List.of(Proof.PKIX, Proof.DANE), true);

  public TlsRequirement {
    proofs = proofs.stream().distinct().sorted(Comparator.naturalOrder()).toList();
    if (proofs.isEmpty()) {
      throw new IllegalArgumentException("a requirement without a proof would require nothing");
    }
  }

  public TlsRequirement atLeast(Version lowest) {
    return version.compareTo(lowest) >= 0
        ? this
        : new TlsRequirement(lowest, proofs, authenticatedMx);
  }

  public TlsRequirement withAuthenticatedMx() {
    return authenticatedMx ? this : new TlsRequirement(version, proofs, true);
  }
}
