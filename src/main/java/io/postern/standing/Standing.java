package io.postern.standing;

import io.postern.smtp.Domain;
import io.postern.standing.Seen.Lack;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a verified domain stands, over all looks at it; pure.
 *
 * @param challenge what the ownership record says; null when an operator's word stands for it
 * @param checkedAt the last look, if there was one
 * @param completeSince since when all that sending wants was there, or when it was first; null
 *     until then
 * @param incompleteSince since when some of it is gone; null while it is there
 * @param unownedSince since when the ownership record is gone
 * @param warnedAt the last warning
 * @param lacks what the last look that knew found lacking
 */
public record Standing(
    Domain domain,
    SendRule rule,
    @Nullable String challenge,
    @Nullable Instant checkedAt,
    @Nullable Instant completeSince,
    @Nullable Instant incompleteSince,
    @Nullable Instant unownedSince,
    @Nullable Instant warnedAt,
    Set<Lack> lacks) {

  /** SPEC 2.5: how long lost records may take to come back. */
  public static final Duration GRACE = Duration.ofDays(14);

  private static final Duration BETWEEN_WARNINGS = Duration.ofDays(1);

  /** Something to tell the administrators. */
  public sealed interface News {
    /** All that was wanted is there, for the first time or again. */
    record Complete() implements News {}

    /** Records are gone; the domain goes on sending until then. Said once a day. */
    record Grace(Set<Lack> lacks, Instant until) implements News {}

    /** The time is over: messages From the domain are refused for now. */
    record Refused(Set<Lack> lacks) implements News {}

    /** The ownership record was gone for the whole time: the domain is to be given up. */
    record Unowned() implements News {}
  }

  /** Where a look leads to. */
  public record Step(Standing after, List<News> news) {}

  public Standing {
    lacks = Set.copyOf(lacks);
  }

  static Standing begin(Domain domain, SendRule rule, @Nullable String challenge) {
    return new Standing(domain, rule, challenge, null, null, null, null, null, Set.of());
  }

  Standing under(SendRule other) {
    return new Standing(
        domain,
        other,
        challenge,
        checkedAt,
        completeSince,
        incompleteSince,
        unownedSince,
        warnedAt,
        lacks);
  }

  /** Whether messages From the domain are taken now. */
  public boolean maySend(Instant now) {
    return switch (rule) {
      case YES -> true;
      case NO -> false;
      case CHECKS -> recordsAllow(now);
    };
  }

  /** What the records say, whoever decides. */
  public boolean recordsAllow(Instant now) {
    Instant lost = incompleteSince;
    return completeSince != null && (lost == null || now.isBefore(lost.plus(GRACE)));
  }

  /** What another look makes of it. */
  Step next(Seen seen, Instant now) {
    Set<Lack> gone = seen.lacks();
    Instant complete = completeSince;
    Instant incomplete = incompleteSince;
    Instant unowned = unownedSince;
    Instant warned = warnedAt;
    Set<Lack> lacking = lacks;
    List<News> news = new ArrayList<>();
    if (!gone.isEmpty()) {
      lacking = gone;
      incomplete = incomplete == null && complete != null ? now : incomplete;
    } else if (seen.unknown().isEmpty()) {
      lacking = Set.of();
      if (complete == null || incomplete != null) {
        news.add(new News.Complete());
        complete = now;
      }
      incomplete = null;
      warned = null;
    }
    switch (seen.ownership()) {
      case THERE -> unowned = null;
      case GONE -> unowned = unowned == null ? now : unowned;
      case UNKNOWN -> {
        // Time goes on, but nobody loses a domain while its DNS does not answer.
      }
    }
    if (incomplete != null) {
      Instant until = incomplete.plus(GRACE);
      boolean over = !now.isBefore(until);
      boolean due = warned == null || !now.isBefore(warned.plus(BETWEEN_WARNINGS));
      boolean justOver = over && (checkedAt == null || checkedAt.isBefore(until));
      if (justOver) {
        news.add(new News.Refused(lacking));
      } else if (!over && due) {
        news.add(new News.Grace(lacking, until));
        warned = now;
      }
    }
    if (unowned != null
        && seen.ownership() == Seen.State.GONE
        && !now.isBefore(unowned.plus(GRACE))) {
      news.add(new News.Unowned());
    }
    return new Step(
        new Standing(domain, rule, challenge, now, complete, incomplete, unowned, warned, lacking),
        news);
  }
}
