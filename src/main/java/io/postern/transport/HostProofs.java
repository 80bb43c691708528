package io.postern.transport;

import io.postern.smtp.Domain;
import io.postern.transport.Evidence.MxTrust;
import io.postern.transport.dane.TlsaSet;
import io.postern.transport.mtasts.StsFinding;
import io.postern.transport.mtasts.StsPolicy;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is known about a host of the walk from other sources than the host: a connection is held
 * against it. Looked up afresh before every use of a connection ({@link ProofFinder}), and never
 * kept longer than the DNS allows.
 *
 * @param host its name, and how that name was learned
 * @param names what a certificate below a DANE trust anchor may be made out to
 * @param tlsa its TLSA records
 * @param sts what MTA-STS says about the domain whose mail it takes
 */
public record HostProofs(MxHost host, Set<Domain> names, TlsaSet tlsa, StsFinding sts) {

  public HostProofs {
    names = Set.copyOf(names);
  }

  /** For a host nobody has published anything about. */
  public static HostProofs none(MxHost host) {
    return new HostProofs(host, Set.of(host.name()), TlsaSet.ABSENT, StsFinding.NONE);
  }

  /**
   * @param mailDomain whose MX record names the host; its own name where there is no such record
   */
  static HostProofs of(MxHost host, Domain mailDomain, TlsaSet tlsa, StsFinding sts) {
    // RFC 7672 section 3.2.2: the TLSA base domain, the host before its aliases, and the domain
    // that the mail is for.
    Set<Domain> names = new LinkedHashSet<>(List.of(host.name(), mailDomain));
    if (tlsa instanceof TlsaSet.Usable usable) {
      names.add(usable.base());
    }
    return new HostProofs(host, names, tlsa, sts);
  }

  /** The name to say in the handshake: the TLSA base domain where one binds (RFC 7672 8.1). */
  public Domain serverName() {
    return switch (tlsa) {
      case TlsaSet.Usable usable -> usable.base();
      case TlsaSet.Unusable _, TlsaSet.Absent _ -> host.name();
    };
  }

  /**
   * Whether the domain has published something that every session with the host must keep, if only
   * that it is encrypted (RFC 7672 section 2.2: any secure TLSA record, usable or not, says so; so
   * does an MTA-STS policy in force).
   */
  public boolean binds() {
    return !(tlsa instanceof TlsaSet.Absent) || sts.enforced() != null;
  }

  /** How the host's name was learned; a policy in force that names it vouches for it. */
  MxTrust mxTrust() {
    return host.trust() == MxTrust.NONE && sts.enforced() != null && !isOutsidePolicy()
        ? MxTrust.MTA_STS
        : host.trust();
  }

  /** Whether a policy in force does not name the host. */
  boolean isOutsidePolicy() {
    StsPolicy policy = sts.enforced();
    return policy != null && !policy.names(host.name());
  }
}
