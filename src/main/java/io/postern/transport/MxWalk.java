package io.postern.transport;

import io.postern.dns.Answer;
import io.postern.dns.Mx;
import io.postern.dns.Resolver;
import io.postern.smtp.BadAddress;
import io.postern.smtp.Domain;
import io.postern.smtp.EnhancedStatus;
import io.postern.transport.Evidence.MxTrust;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the hosts that take a domain's mail (RFC 5321 section 5.1). Safe for any thread. */
public final class MxWalk {

  /** Hosts beyond this are not tried: a domain may list as many as it likes. */
  static final int MOST_HOSTS = 16;

  private static final EnhancedStatus NULL_MX = EnhancedStatus.of("5.1.10");
  private static final EnhancedStatus NO_SUCH_DOMAIN = EnhancedStatus.of("5.1.2");
  private static final EnhancedStatus UNABLE_TO_ROUTE = EnhancedStatus.of("5.4.4");
  private static final EnhancedStatus DIRECTORY_FAILURE = EnhancedStatus.of("4.4.3");

  private final Resolver resolver;
  private final SecureRandom random;

  public MxWalk(Resolver resolver, SecureRandom random) {
    this.resolver = resolver;
    this.random = random;
  }

  /** Asks for the MX records. Blocks as long as the resolver does; never throws for the network. */
  public NextHop of(Domain domain) {
    Answer<Mx> answer = resolver.mx(domain);
    return switch (answer.status()) {
      case FOUND -> sorted(answer);
      // RFC 5321 section 5.1: no MX record, so the domain itself is the only host.
      case NO_DATA -> new NextHop.Hosts(List.of(new MxHost(domain, trust(answer.security()))));
      case NO_SUCH_NAME -> new NextHop.NoMail(NO_SUCH_DOMAIN, "the domain does not exist");
      case FAILED ->
          new NextHop.NotNow(
              DIRECTORY_FAILURE,
              answer.security() == Answer.Security.BOGUS
                  ? "the DNS answer for the domain's mail hosts is forged or broken (bogus)"
                  : "the DNS gave no answer about the domain's mail hosts");
    };
  }

  private NextHop sorted(Answer<Mx> answer) {
    // RFC 7505 section 3: the root alone. Beside others it is ignored (section 3, last paragraph).
    if (answer.records().stream().allMatch(Mx::isRoot)) {
      return new NextHop.NoMail(NULL_MX, "the domain says that it takes no mail (null MX)");
    }
    List<Mx> records = new ArrayList<>(answer.records());
    // RFC 5321 section 5.1: equals in random order; the sort is stable, so the shuffle remains.
    Collections.shuffle(records, random);
    records.sort(Comparator.comparingInt(Mx::preference));
    Set<MxHost> hosts = new LinkedHashSet<>();
    for (Mx mx : records) {
      Domain name = usable(mx);
      if (name != null && hosts.size() < MOST_HOSTS) {
        hosts.add(new MxHost(name, trust(answer.security())));
      }
    }
    return hosts.isEmpty()
        ? new NextHop.NoMail(UNABLE_TO_ROUTE, "none of the domain's MX records names a host")
        : new NextHop.Hosts(List.copyOf(hosts));
  }

  private static @Nullable Domain usable(Mx mx) {
    try {
      return mx.isRoot() ? null : Domain.of(mx.host());
    } catch (BadAddress noHostName) {
      return null;
    }
  }

  private static MxTrust trust(Answer.Security security) {
    return security == Answer.Security.SECURE ? MxTrust.DNSSEC : MxTrust.NONE;
  }
}
