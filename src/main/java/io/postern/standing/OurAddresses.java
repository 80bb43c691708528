package io.postern.standing;

import io.postern.dns.Answer;
import io.postern.dns.Resolver;
import io.postern.smtp.Domain;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Where we send from, and how a domain's SPF record can say so.
 *
 * @param host our own name
 * @param configured the addresses; empty: those of the host in the DNS
 * @param include a name whose SPF record lists them, for others to include
 */
public record OurAddresses(Domain host, List<InetAddress> configured, Optional<Domain> include) {

  public OurAddresses {
    configured = List.copyOf(configured);
  }

  /** What an SPF record has to hold. */
  String directive() {
    return include.map(name -> "include:" + name).orElse("a:" + host);
  }

  /** A whole record, for a domain that has none. */
  String record() {
    return "v=spf1 " + directive() + " ~all";
  }

  Answer<InetAddress> look(Resolver resolver) {
    return configured.isEmpty()
        ? resolver.addresses(host)
        : Answer.found(Answer.Security.UNKNOWN, configured, java.time.Duration.ZERO);
  }
}
