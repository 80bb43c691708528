package io.postern.dispatch;

import io.postern.directory.Directory;
import io.postern.directory.VerifiedDomain;
import io.postern.dns.Answer;
import io.postern.dns.Resolver;
import io.postern.smtp.Domain;
import io.postern.transport.nta7516.SenderCheck;
import io.postern.transport.nta7516.SenderStanding;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a domain of ours publishes: SPF and DMARC as they stand in the DNS, DKIM as the last check
 * of whether the domain may send has found it (SPEC 2.5).
 */
public final class PublishedStanding implements SenderStanding {
  private static final Pattern DMARC =
      Pattern.compile(
          "v[ \t]*=[ \t]*dmarc1[ \t]*;(?:.*;)?[ \t]*p[ \t]*=[ \t]*(quarantine|reject)"
              + "[ \t]*(?:;.*)?");

  private final Directory directory;
  private final Resolver resolver;

  public PublishedStanding(Directory directory, Resolver resolver) {
    this.directory = directory;
    this.resolver = resolver;
  }

  @Override
  public State of(Domain domain, SenderCheck check) {
    return switch (check) {
      // RFC 7208 section 4.5: a version term, then a blank or the end.
      case SPF ->
          one(
              resolver.txt(domain),
              text -> text.equals("v=spf1") || text.startsWith("v=spf1 "),
              _ -> true);
      case DMARC ->
          one(
              resolver.txt(Domain.of("_dmarc." + domain.ascii())),
              text -> text.startsWith("v=dmarc1"),
              text -> DMARC.matcher(text).matches());
      case DKIM ->
          directory.domain(domain).filter(VerifiedDomain::maySend).isPresent()
              ? State.HOLDS
              : State.DOES_NOT;
      case DNSSEC -> throw new IllegalArgumentException("the norm looks at this itself");
    };
  }

  /** Exactly one record of a kind, and a good one: two are as good as none to who reads them. */
  private static State one(Answer<String> answer, Predicate<String> kind, Predicate<String> good) {
    if (answer.status() == Answer.Status.FAILED) {
      return State.UNKNOWN;
    }
    var found =
        answer.records().stream()
            .map(t -> t.strip().toLowerCase(Locale.ROOT))
            .filter(kind)
            .toList();
    return found.size() == 1 && good.test(found.getFirst()) ? State.HOLDS : State.DOES_NOT;
  }
}
