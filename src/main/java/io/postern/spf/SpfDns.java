package io.postern.spf;

import io.postern.dns.Answer;
import io.postern.dns.Mx;
import io.postern.dns.Resolver;
import io.postern.smtp.BadAddress;
import io.postern.smtp.Domain;
import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Function;

/** What SPF asks of the DNS. Names are text: macros make names that are no host names. */
interface SpfDns {
  Answer<String> txt(String name);

  Answer<InetAddress> addresses(String name, Resolver.Family family);

  Answer<Mx> mx(String name);

  /** PTR: the names of an address, unproven. */
  Answer<Domain> names(InetAddress address);

  /** Asks the resolver; a name that is no domain name does not exist there. */
  static SpfDns of(Resolver resolver) {
    return new SpfDns() {
      @Override
      public Answer<String> txt(String name) {
        return named(name, resolver::txt);
      }

      @Override
      public Answer<InetAddress> addresses(String name, Resolver.Family family) {
        return named(name, domain -> resolver.addresses(domain, family));
      }

      @Override
      public Answer<Mx> mx(String name) {
        return named(name, resolver::mx);
      }

      @Override
      public Answer<Domain> names(InetAddress address) {
        return resolver.names(address);
      }
    };
  }

  private static <T> Answer<T> named(String name, Function<Domain, Answer<T>> question) {
    Domain domain;
    try {
      domain = Domain.of(name);
    } catch (BadAddress noDomain) {
      return Answer.none(Answer.Status.NO_SUCH_NAME, Answer.Security.UNKNOWN, Duration.ZERO);
    }
    return question.apply(domain);
  }
}
