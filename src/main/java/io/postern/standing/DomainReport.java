package io.postern.standing;

import io.postern.smtp.Domain;
import io.postern.standing.Finding.Subject;
import io.postern.standing.Finding.Verdict;
import io.postern.standing.Seen.Lack;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** How all records of a domain stood at one look. */
public record DomainReport(Domain domain, Instant at, List<Finding> findings) {

  public DomainReport {
    findings = List.copyOf(findings);
  }

  public List<Finding> of(Subject subject) {
    return findings.stream().filter(finding -> finding.subject() == subject).toList();
  }

  /** The records without which the domain may not send, where they are not as they should be. */
  public List<Finding> lacking() {
    Set<Lack> lacks = seen().lacks();
    return findings.stream()
        .filter(
            finding -> finding.verdict() == Verdict.MISSING || finding.verdict() == Verdict.WRONG)
        .filter(finding ->
            switch (finding.subject()) {
              case OWNERSHIP -> lacks.contains(Lack.OWNERSHIP);
              case DKIM -> lacks.contains(Lack.DKIM);
              case SPF, RETURN_PATH -> lacks.contains(Lack.PATH);
              case DMARC, MX, NTA7516, TLSA, MTA_STS -> false;
            })
        .toList();
  }

  /** What this look means for sending (SPEC 2.5). */
  public Seen seen() {
    return new Seen(
        any(Subject.OWNERSHIP), any(Subject.DKIM), any(Subject.SPF), any(Subject.RETURN_PATH));
  }

  /** One good record of a kind is enough; none and one unknown is unknown. */
  private Seen.State any(Subject subject) {
    List<Finding> some = of(subject);
    if (some.stream().anyMatch(finding -> finding.verdict() == Verdict.GOOD)) {
      return Seen.State.THERE;
    }
    return some.stream().anyMatch(finding -> finding.verdict() == Verdict.UNKNOWN)
        ? Seen.State.UNKNOWN
        : Seen.State.GONE;
  }
}
