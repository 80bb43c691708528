package io.postern.transport;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one connection has shown about the host at its other end (SPEC 7.2). A fact of that session
 * only; nothing is remembered from it that could lower or raise another.
 *
 * @param host the MX host's name
 * @param address the address connected to, with port
 * @param tlsVersion as the JDK names it, or null when the session is in clear
 * @param fingerprints SHA-256 of the peer's certificates, hex, leaf first
 * @param held which proofs held; empty means encrypted to somebody unknown, or clear
 * @param mxTrust how the MX name itself was learned
 */
public record Evidence(
    String host,
    String address,
    @Nullable String tlsVersion,
    @Nullable String cipher,
    List<String> fingerprints,
    Set<TlsRequirement.Proof> held,
    MxTrust mxTrust) {

  /** How the name of the MX host was learned. */
  public enum MxTrust {
    DNSSEC,
    MTA_STS,
    NONE
  }

  public Evidence {
    fingerprints = List.copyOf(fingerprints);
    held = Set.copyOf(held);
  }

  /** Whether this session meets the requirement. */
  public boolean meets(TlsRequirement requirement) {
    return tlsVersion != null
        && tlsVersion.compareTo(requirement.version().jdkName()) >= 0
        && tlsVersion.startsWith("TLSv1.")
        && requirement.proofs().stream().anyMatch(held::contains)
        && (!requirement.authenticatedMx() || mxTrust != MxTrust.NONE);
  }
}
