package io.postern.standing;

import io.postern.dns.Answer;
import io.postern.dns.Answer.Security;
import io.postern.dns.Answer.Status;
import io.postern.dns.Mx;
import io.postern.dns.Resolver;
import io.postern.dns.Tlsa;
import io.postern.smtp.BadAddress;
import io.postern.smtp.Domain;
import io.postern.standing.Finding.Says;
import io.postern.standing.Finding.Subject;
import io.postern.standing.Finding.Verdict;
import io.postern.transport.nta7516.Norm;
import io.postern.transport.nta7516.Participation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How mail comes to a domain: its hosts, how they can be trusted, and whether it takes part in the
 * norm. None of it is needed to send; all of it tells others how to answer.
 */
public final class IncomingChecks {
  private static final int SMTP = 25;
  private static final int MOST_HOSTS = 10;

  private final Resolver resolver;
  private final Norm norm;

  public IncomingChecks(Resolver resolver, Norm norm) {
    this.resolver = resolver;
    this.norm = norm;
  }

  List<Finding> look(Domain domain) {
    List<Finding> findings = new ArrayList<>();
    Answer<Mx> mx = resolver.mx(domain);
    findings.add(mx(domain, mx));
    findings.add(norm(domain));
    mx.records().stream()
        .filter(one -> !one.isRoot())
        .map(Mx::host)
        .distinct()
        .limit(MOST_HOSTS)
        .forEach(host -> {
          try {
            findings.add(tlsa(Domain.of(host)));
          } catch (BadAddress noHost) {
            // The MX finding shows it.
          }
        });
    findings.add(mtaSts(domain));
    return findings;
  }

  private static Finding mx(Domain domain, Answer<Mx> mx) {
    if (mx.status() == Status.FAILED) {
      return Finding.noAnswer(Subject.MX, domain, "MX", "", mx.why());
    }
    List<String> found =
        mx.records().stream().map(one -> one.preference() + " " + one.host() + ".").toList();
    if (found.isEmpty()) {
      return Finding.of(Subject.MX, domain, "MX", "", Verdict.ADVICE, Says.MX_NONE);
    }
    boolean nowhere = mx.records().size() == 1 && mx.records().getFirst().isRoot();
    return Finding.of(
            Subject.MX,
            domain,
            "MX",
            "",
            nowhere ? Verdict.ADVICE : Verdict.GOOD,
            nowhere ? Says.MX_NULL : Says.MX_THERE)
        .found(found);
  }

  private Finding norm(Domain domain) {
    Domain name = norm.profile().recordName(domain);
    String version = norm.profile().version();
    return switch (norm.of(domain)) {
      case Participation.Takes takes ->
          Finding.of(Subject.NTA7516, name, "TXT", "", Verdict.GOOD, Says.NTA_TAKES)
              .naming(version, takes.record().end().toString());
      case Participation.Unknown(String why) ->
          Finding.noAnswer(Subject.NTA7516, name, "TXT", "", why);
      case Participation.Not(Participation.Why why) ->
          Finding.of(
                  Subject.NTA7516,
                  name,
                  "TXT",
                  "",
                  why == Participation.Why.NO_RECORD ? Verdict.ADVICE : Verdict.WRONG,
                  switch (why) {
                    case NO_RECORD -> Says.NTA_NONE;
                    case INSECURE -> Says.NTA_INSECURE;
                    case MALFORMED -> Says.NTA_MALFORMED;
                    case SEVERAL -> Says.NTA_SEVERAL;
                    case NOT_YET -> Says.NTA_NOT_YET;
                    case OVER -> Says.NTA_OVER;
                  })
              .naming(version);
    };
  }

  private Finding tlsa(Domain host) {
    Domain name = Domain.of("_" + SMTP + "._tcp." + host.ascii());
    Answer<Tlsa> answer = resolver.tlsa(host, SMTP);
    return switch (answer.status()) {
      case FAILED -> Finding.noAnswer(Subject.TLSA, name, "TLSA", "", answer.why());
      case NO_DATA, NO_SUCH_NAME ->
          Finding.of(Subject.TLSA, name, "TLSA", "", Verdict.ADVICE, Says.TLSA_NONE)
              .naming(host.ascii());
      case FOUND -> {
        boolean secure = answer.security() == Security.SECURE;
        yield Finding.of(
                Subject.TLSA,
                name,
                "TLSA",
                "",
                secure ? Verdict.GOOD : Verdict.ADVICE,
                secure ? Says.TLSA_THERE : Says.TLSA_INSECURE)
            .found(
                answer.records().stream()
                    .map(one -> one.usage() + " " + one.selector() + " " + one.matching() + " …")
                    .toList())
            .naming(host.ascii());
      }
    };
  }

  /** RFC 8461 section 3.1: the announcement; the policy itself is fetched by who sends here. */
  private Finding mtaSts(Domain domain) {
    Domain name = Domain.of("_mta-sts." + domain.ascii());
    Answer<String> answer = resolver.txt(name);
    if (answer.status() == Status.FAILED) {
      return Finding.noAnswer(Subject.MTA_STS, name, "TXT", "", answer.why());
    }
    List<String> records =
        answer.records().stream()
            .filter(text -> text.toLowerCase(Locale.ROOT).startsWith("v=stsv1;"))
            .toList();
    boolean there = records.size() == 1;
    return Finding.of(
            Subject.MTA_STS,
            name,
            "TXT",
            "",
            there ? Verdict.GOOD : Verdict.ADVICE,
            there ? Says.MTA_STS_THERE : Says.MTA_STS_NONE)
        .found(records);
  }
}
