package io.postern.transport;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one connection has shown about the host at its other end (SPEC 7.2). A fact of that session
 * and that moment only; nothing is remembered from it that could lower or raise another.
 *
 * @param host the MX host's name
 * @param address the address connected to, with port
 * @param tlsVersion as the JDK names it, or null when the session is in clear
 * @param fingerprints SHA-256 of the peer's certificates, hex, leaf first
 * @param held which proofs held; empty means encrypted to somebody unknown, or clear
 * @param flaws why the proofs that are not in {@code held} did not hold, the weightiest first
 * @param mxTrust how the MX name itself was learned
 * @param breach what the domain has published about its hosts binds (TLSA records, an MTA-STS
 *     policy in force), and this session does not keep it: then nothing is held, and not even a
 *     mail of our own may go
 */
public record Evidence(
    String host,
    String address,
    @Nullable String tlsVersion,
    @Nullable String cipher,
    List<String> fingerprints,
    Set<TlsRequirement.Proof> held,
    List<Flaw> flaws,
    MxTrust mxTrust,
    boolean breach) {

  /** How the name of the MX host was learned. */
  public enum MxTrust {
    DNSSEC,
    MTA_STS,
    /** It was configured here, and learned from no DNS answer (RFC 8689 section 4.2.1). */
    CONFIGURED,
    NONE;

    /** Whether nobody on the way to the DNS could have put the name there (RFC 7672 2.2.1). */
    boolean securely() {
      return this == DNSSEC || this == CONFIGURED;
    }
  }

  public Evidence {
    fingerprints = List.copyOf(fingerprints);
    held = Set.copyOf(held);
    flaws = List.copyOf(flaws);
    if (breach && !held.isEmpty()) {
      throw new IllegalArgumentException("a breach leaves nothing proven");
    }
  }

  /** A session that is not encrypted. */
  static Evidence clear(String host, String address, MxTrust mxTrust, boolean breach) {
    return new Evidence(
        host, address, null, null, List.of(), Set.of(), List.of(Flaw.CLEAR), mxTrust, breach);
  }

  public boolean encrypted() {
    return tlsVersion != null;
  }

  /** Whether this session meets the requirement. */
  public boolean meets(TlsRequirement requirement) {
    return versionReaches(requirement.version())
        && requirement.proofs().stream().anyMatch(held::contains)
        && (!requirement.authenticatedMx() || mxTrust != MxTrust.NONE);
  }

  boolean versionReaches(TlsRequirement.Version lowest) {
    return tlsVersion != null
        && tlsVersion.startsWith("TLSv1.")
        && tlsVersion.compareTo(lowest.jdkName()) >= 0;
  }
}
