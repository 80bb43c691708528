package io.postern.dmarc;

import io.postern.dmarc.DmarcRecord.Policy;
import io.postern.dmarc.DmarcRecord.Suffix;
import io.postern.dns.Answer;
import io.postern.dns.Answer.Status;
import io.postern.dns.Resolver;
import io.postern.smtp.BadAddress;
import io.postern.smtp.Domain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Finds the policy that holds for a domain (RFC 9989 section 4.10). Thread-safe. */
public final class Dmarc {
  /** Section 4.10: long names are cut to this many labels after the first look. */
  private static final int MOST_LABELS = 7;

  private final Resolver resolver;

  public Dmarc(Resolver resolver) {
    this.resolver = resolver;
  }

  /** What was found. */
  public sealed interface Found {}

  /**
   * A policy.
   *
   * @param at the domain whose record it is: the asked one, or one above it
   * @param organisation the organisational domain of the asked one
   * @param policy what the record asks for the asked domain
   * @param inForce the same, one step less where the record says that it only tests
   */
  public record Holds(
      Domain at, Domain organisation, DmarcRecord record, Policy policy, Policy inForce)
      implements Found {}

  /**
   * No policy holds.
   *
   * @param why for an administrator
   */
  public record None(String why) implements Found {}

  /** A look-up failed: nobody knows. */
  public record NotNow(String why) implements Found {}

  private record At(Domain domain, DmarcRecord record) {}

  private static final class Trouble extends Exception {
    private static final long serialVersionUID = 1L;

    Trouble(String why) {
      super(why, null, false, false);
    }
  }

  /** The policy for mail From this domain. */
  public Found of(Domain from) {
    List<At> walked;
    try {
      walked = walk(from);
    } catch (Trouble trouble) {
      return new NotNow(String.valueOf(trouble.getMessage()));
    }
    if (walked.isEmpty()) {
      return new None("there is no DMARC record at " + from + " or above it");
    }
    Domain organisation = organisation(from, walked);
    // Section 4.10.1: the domain's own record, else the organisation's, else the suffix's.
    Optional<At> own = at(walked, from);
    Optional<At> above = at(walked, organisation);
    Optional<At> suffix =
        walked.stream().filter(one -> one.record.suffix() == Suffix.YES).findFirst();
    Optional<At> holds = own.or(() -> above).or(() -> suffix);
    if (holds.isEmpty()) {
      return new None("there is no DMARC record that holds for " + from);
    }
    At one = holds.get();
    Policy policy = one.record.policy();
    if (!one.domain.equals(from)) {
      Status status = resolver.addresses(from).status();
      // Section 4.7, np: a name with any data exists; only NXDOMAIN does not.
      policy = one.record.below(status != Status.NO_SUCH_NAME);
    }
    return new Holds(
        one.domain, organisation, one.record, policy, one.record.testing() ? less(policy) : policy);
  }

  /** Section 4.10: the records on the way up, the nearest first. */
  private List<At> walk(Domain from) throws Trouble {
    List<At> found = new ArrayList<>();
    List<String> labels = Arrays.asList(from.ascii().split("\\."));
    int left = labels.size();
    while (left > 0) {
      Domain here;
      try {
        here = new Domain(String.join(".", labels.subList(labels.size() - left, labels.size())));
      } catch (BadAddress noName) {
        break;
      }
      Optional<DmarcRecord> record = record(here);
      if (record.isPresent()) {
        found.add(new At(here, record.get()));
        if (record.get().suffix() != Suffix.UNKNOWN) {
          break;
        }
      }
      left = left > MOST_LABELS + 1 ? MOST_LABELS : left - 1;
    }
    return found;
  }

  private Optional<DmarcRecord> record(Domain at) throws Trouble {
    Domain name;
    try {
      name = new Domain("_dmarc." + at.ascii());
    } catch (BadAddress tooLong) {
      return Optional.empty();
    }
    Answer<String> answer = resolver.txt(name);
    if (answer.status() == Status.FAILED) {
      throw new Trouble("the DNS gives no answer at " + name);
    }
    List<String> records =
        answer.records().stream()
            .filter(text -> DmarcRecord.isVersion(text.split(";", -1)[0]))
            .toList();
    // Several are as good as none.
    return records.size() == 1 ? DmarcRecord.parse(records.getFirst()) : Optional.empty();
  }

  /** Section 4.10.2. */
  private static Domain organisation(Domain from, List<At> walked) {
    for (At one : walked) {
      if (one.record.suffix() == Suffix.NO) {
        return one.domain;
      }
      if (one.record.suffix() == Suffix.YES && !one.domain.equals(from)) {
        String below =
            from.ascii().substring(0, from.ascii().length() - one.domain.ascii().length() - 1);
        return new Domain(below.substring(below.lastIndexOf('.') + 1) + "." + one.domain.ascii());
      }
    }
    return walked.getLast().domain;
  }

  private static Optional<At> at(List<At> walked, Domain domain) {
    return walked.stream().filter(one -> one.domain.equals(domain)).findFirst();
  }

  private static Policy less(Policy policy) {
    return switch (policy) {
      case REJECT -> Policy.QUARANTINE;
      case QUARANTINE, NONE -> Policy.NONE;
    };
  }
}
