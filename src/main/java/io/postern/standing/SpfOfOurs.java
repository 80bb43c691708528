package io.postern.standing;

import io.postern.dns.Answer;
import io.postern.dns.Resolver;
import io.postern.smtp.Domain;
import io.postern.spf.Spf;
import io.postern.standing.Finding.Says;
import io.postern.standing.Finding.Subject;
import io.postern.standing.Finding.Verdict;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;

/** Whether a domain's SPF record lets us send for it, from every address we have. */
public final class SpfOfOurs {
  private final Resolver resolver;
  private final Spf spf;
  private final OurAddresses ours;

  public SpfOfOurs(Resolver resolver, Spf spf, OurAddresses ours) {
    this.resolver = resolver;
    this.spf = spf;
    this.ours = ours;
  }

  Finding look(Domain domain) {
    List<String> found = resolver.txt(domain).records().stream().filter(Spf::isRecord).toList();
    return judged(domain).found(found);
  }

  private Finding judged(Domain domain) {
    Answer<InetAddress> addresses = ours.look(resolver);
    switch (addresses.status()) {
      case FAILED -> {
        return Finding.noAnswer(
            Subject.SPF, domain, "TXT", ours.record(), "the addresses of " + ours.host());
      }
      case NO_DATA, NO_SUCH_NAME -> {
        return finding(domain, Verdict.WRONG, Says.SPF_NO_ADDRESS).naming(ours.host().ascii());
      }
      case FOUND -> {
        // Below.
      }
    }
    Finding last = finding(domain, Verdict.MISSING, Says.SPF_NONE);
    for (InetAddress address : addresses.records()) {
      last = judged(domain, address, spf.check(address, domain));
      if (last.verdict() != Verdict.GOOD) {
        break;
      }
    }
    return last;
  }

  private Finding judged(Domain domain, InetAddress address, Spf.Verdict verdict) {
    Spf.Match match = verdict.match();
    return switch (verdict.result()) {
      case PASS ->
          finding(domain, Verdict.GOOD, Says.SPF_PASSES)
              .naming(match == null ? "" : match.text(), Integer.toString(verdict.lookups()));
      case NONE -> finding(domain, Verdict.MISSING, Says.SPF_NONE);
      case PERMERROR -> finding(domain, Verdict.WRONG, Says.SPF_BROKEN).naming(verdict.why());
      case TEMPERROR -> Finding.noAnswer(Subject.SPF, domain, "TXT", ours.record(), verdict.why());
      case NEUTRAL, FAIL, SOFTFAIL ->
          finding(domain, Verdict.WRONG, Says.SPF_NOT_OURS)
              .naming(
                  address.getHostAddress(),
                  verdict.result().name().toLowerCase(Locale.ROOT),
                  ours.directive());
    };
  }

  private Finding finding(Domain domain, Verdict verdict, Says says) {
    return Finding.of(
        Subject.SPF,
        domain,
        "TXT",
        verdict == Verdict.MISSING ? ours.record() : ours.directive(),
        verdict,
        says);
  }
}
