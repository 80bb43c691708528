package io.postern.dns;

import io.postern.smtp.Domain;
import java.net.InetAddress;

/**
 * Asks the DNS. Every method blocks the calling (virtual) thread, within the resolver's own limits,
 * and never throws for what the network does: that is {@link Answer.Status#FAILED}. Aliases (CNAME)
 * are followed. Safe for any number of threads.
 */
public interface Resolver {

  /** The MX records of a mail domain, in the order of the answer. */
  Answer<Mx> mx(Domain domain);

  /**
   * IPv4 and IPv6 addresses of a host. {@code FOUND} when either exists; {@code FAILED} when
   * neither does and one of the two questions failed.
   */
  Answer<InetAddress> addresses(Domain host);

  /** The addresses of one family: one question, A or AAAA. */
  Answer<InetAddress> addresses(Domain host, Family family);

  /**
   * The names that an address claims to have (PTR, RFC 1035 section 3.5); those that are no domain
   * names are left out. Anybody can claim any name.
   */
  Answer<Domain> names(InetAddress address);

  /** IPv4 or IPv6. */
  enum Family {
    V4,
    V6
  }

  /**
   * Addresses of either family, with the name at the end of the aliases and what each step is
   * worth.
   */
  HostAnswer host(Domain host);

  /**
   * The TLSA records of a port of a host, at {@code _port._tcp.base} (RFC 6698 section 3), aliases
   * followed. Only a {@code SECURE} answer means anything (RFC 7672 section 2.1).
   */
  Answer<Tlsa> tlsa(Domain base, int port);

  /** The TXT records at a name; the strings of each are joined without a separator. */
  Answer<String> txt(Domain name);
}
