package io.postern.transport;

import io.postern.dns.Answer;
import io.postern.dns.HostAnswer;
import io.postern.dns.Resolver;
import io.postern.dns.Tlsa;
import io.postern.smtp.Domain;
import io.postern.transport.dane.TlsaSet;
import io.postern.transport.mtasts.StsFinding;
import java.util.List;

/**
 * Looks up what a host of the walk has to be held against (RFC 7672 section 2.2). Blocks as long as
 * the resolver does; safe for any thread.
 */
public final class ProofFinder {

  private final Resolver resolver;

  public ProofFinder(Resolver resolver) {
    this.resolver = resolver;
  }

  /** What was found. */
  public sealed interface Found {}

  /** All there is to know now. */
  public record Known(HostProofs proofs) implements Found {}

  /**
   * The DNS gave no answer to rely on. The host must not be used now: whoever can keep records from
   * us must not gain by it (RFC 7672 section 2.1.1).
   *
   * @param bogus signatures should be there and do not hold
   */
  public record Unknown(boolean bogus, String why) implements Found {}

  /**
   * @param mailDomain the domain whose mail the host takes
   * @param where the answer about the host's addresses, those that are connected to
   * @param port connected to
   * @param sts what MTA-STS says about the mail domain; asked once for all its hosts
   */
  public Found of(MxHost host, Domain mailDomain, HostAnswer where, int port, StsFinding sts) {
    for (Domain base : bases(host.name(), where)) {
      Answer<Tlsa> answer = resolver.tlsa(base, port);
      switch (answer.status()) {
        case FAILED -> {
          return new Unknown(
              answer.security() == Answer.Security.BOGUS,
              "TLSA records of "
                  + base.ascii()
                  + ": "
                  + (answer.security() == Answer.Security.BOGUS ? "bogus" : answer.why()));
        }
        case FOUND -> {
          if (answer.security() == Answer.Security.SECURE) {
            return new Known(
                HostProofs.of(host, mailDomain, TlsaSet.of(base, answer.records()), sts));
          }
        }
        case NO_DATA, NO_SUCH_NAME -> {}
      }
    }
    return new Known(HostProofs.of(host, mailDomain, TlsaSet.ABSENT, sts));
  }

  /**
   * RFC 7672 section 2.2.2: the name behind the aliases first, where every step to it is secure;
   * else, or when nothing stands there, the host's own name if at least that was answered securely.
   * In an unsigned zone no question is asked at all: servers there are known to fail at it.
   */
  private static List<Domain> bases(Domain host, HostAnswer where) {
    boolean wholeChain = where.addresses().security() == Answer.Security.SECURE;
    if (wholeChain && !where.canonical().equals(host)) {
      return List.of(where.canonical(), host);
    }
    return wholeChain || where.firstStep() == Answer.Security.SECURE ? List.of(host) : List.of();
  }
}
