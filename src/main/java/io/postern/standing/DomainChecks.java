package io.postern.standing;

import io.postern.directory.VerifiedDomain;
import io.postern.dkim.Signer;
import io.postern.dmarc.Dmarc;
import io.postern.dmarc.DmarcRecord.Policy;
import io.postern.dns.Answer;
import io.postern.dns.Answer.Status;
import io.postern.dns.Resolver;
import io.postern.smtp.Domain;
import io.postern.standing.Finding.Says;
import io.postern.standing.Finding.Subject;
import io.postern.standing.Finding.Verdict;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks at every record of a domain (SPEC 2.2). Blocks on the DNS, for some seconds where it does
 * not answer; thread-safe.
 */
public final class DomainChecks {
  private final Resolver resolver;
  private final DkimKeys keys;
  private final SpfOfOurs spf;
  private final Dmarc dmarc;
  private final IncomingChecks incoming;
  private final InstantSource clock;

  public DomainChecks(
      Resolver resolver,
      DkimKeys keys,
      SpfOfOurs spf,
      Dmarc dmarc,
      IncomingChecks incoming,
      InstantSource clock) {
    this.resolver = resolver;
    this.keys = keys;
    this.spf = spf;
    this.dmarc = dmarc;
    this.incoming = incoming;
    this.clock = clock;
  }

  /**
   * Looks at all of them; the first DKIM keys are made when there are none.
   *
   * @param standing how it stood before, for the challenge of its ownership record
   */
  public DomainReport look(VerifiedDomain verified, Standing standing) {
    Domain domain = verified.name();
    List<Finding> findings = new ArrayList<>();
    findings.add(ownership(domain, standing));
    findings.add(spf.look(domain));
    keys.ensure(domain);
    keys.look(domain).forEach(key -> findings.add(dkim(key)));
    findings.add(dmarc(domain));
    findings.addAll(incoming.look(domain));
    return new DomainReport(domain, clock.instant(), findings);
  }

  private Finding ownership(Domain domain, Standing standing) {
    Domain name = Ownership.name(domain);
    String challenge = standing.challenge();
    if (challenge == null) {
      return Finding.of(Subject.OWNERSHIP, name, "TXT", "", Verdict.GOOD, Says.OWNERSHIP_ASSUMED);
    }
    String wanted = Ownership.value(challenge);
    Answer<String> found = resolver.txt(name);
    if (found.status() == Status.FAILED) {
      return Finding.noAnswer(Subject.OWNERSHIP, name, "TXT", wanted, found.why());
    }
    boolean there = found.records().contains(wanted);
    return Finding.of(
            Subject.OWNERSHIP,
            name,
            "TXT",
            wanted,
            there ? Verdict.GOOD : found.records().isEmpty() ? Verdict.MISSING : Verdict.WRONG,
            there ? Says.OWNERSHIP_THERE : Says.OWNERSHIP_MISSING)
        .found(found.records());
  }

  private Finding dkim(DkimKey key) {
    Answer<String> found = resolver.txt(key.name());
    if (found.status() == Status.FAILED && !key.live()) {
      return Finding.noAnswer(Subject.DKIM, key.name(), "TXT", key.record(), found.why());
    }
    boolean none = found.records().isEmpty();
    Finding finding =
        switch (key.state()) {
          case RETIRING -> dkim(key, Verdict.ADVICE, Says.DKIM_RETIRING);
          case UPCOMING, ACTIVE -> {
            if (!key.live()) {
              yield none
                  ? dkim(key, Verdict.MISSING, Says.DKIM_MISSING)
                  : dkim(key, Verdict.WRONG, Says.DKIM_OTHER);
            }
            // An upcoming one that is there waits for the other of its pair.
            yield key.state() == DkimKey.State.ACTIVE
                ? dkim(key, Verdict.GOOD, Says.DKIM_SIGNS)
                : dkim(key, Verdict.ADVICE, Says.DKIM_WAITS);
          }
        };
    return finding
        .found(found.records())
        .naming(key.stateAt().plus(Signer.VALID).truncatedTo(ChronoUnit.MINUTES).toString());
  }

  private static Finding dkim(DkimKey key, Verdict verdict, Says says) {
    return Finding.of(Subject.DKIM, key.name(), "TXT", key.record(), verdict, says);
  }

  private Finding dmarc(Domain domain) {
    Domain name = Domain.of("_dmarc." + domain.ascii());
    String wanted = "v=DMARC1; p=reject";
    return switch (dmarc.of(domain)) {
      case Dmarc.NotNow(String why) -> Finding.noAnswer(Subject.DMARC, name, "TXT", wanted, why);
      case Dmarc.None(String _) ->
          Finding.of(Subject.DMARC, name, "TXT", wanted, Verdict.MISSING, Says.DMARC_NONE)
              .found(resolver.txt(name).records());
      case Dmarc.Holds holds -> {
        Domain at = Domain.of("_dmarc." + holds.at().ascii());
        boolean weak = holds.inForce() == Policy.NONE;
        yield Finding.of(
                Subject.DMARC,
                name,
                "TXT",
                wanted,
                weak ? Verdict.ADVICE : Verdict.GOOD,
                weak
                    ? Says.DMARC_WEAK
                    : holds.at().equals(domain) ? Says.DMARC_HOLDS : Says.DMARC_ABOVE)
            .found(resolver.txt(at).records())
            .naming(holds.inForce().word(), holds.at().ascii());
      }
    };
  }
}
