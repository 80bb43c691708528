package io.postern.policy;

import io.postern.policy.Explanation.RowVerdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The verification ladder (SPEC 6): one walk from the strongest row down to the first that applies,
 * is permitted, and has not shown itself impossible.
 *
 * <p>A pure function of its facts, asked afresh at every attempt. A direct row is chosen first and
 * tried for real; what was found comes back as a {@link Finding}, and the next walk goes past it or
 * waits at it. Every walk after a finding either ends or goes further down, so an attempt asks at
 * most once per row.
 */
public final class Ladder {
  private Ladder() {}

  /** What to do for this recipient now, and why. */
  public static Decision decide(Facts facts) {
    Row floor =
        facts.organisation().floors().between(facts.message().sender(), facts.recipient().domain());
    List<RowVerdict> walked = new ArrayList<>();
    Row stillDeferred = null;
    for (Row row : Row.values()) {
      Step step = permitted(row, RowRules.judge(row, facts), floor);
      step = step instanceof Step.Applies applies ? tried(row, applies, facts) : step;
      switch (step) {
        case Step.Applies(Choice choice) -> {
          Verdict verdict = choice instanceof Choice.Wait ? Verdict.WAITING : Verdict.CHOSEN;
          walked.add(new RowVerdict(row, verdict, ""));
          return new Decision(choice, new Explanation(walked));
        }
        case Step.Unknown(Verdict why) -> {
          walked.add(new RowVerdict(row, why, ""));
          return new Decision(new Choice.Wait(row), new Explanation(walked));
        }
        case Step.No(Verdict verdict) -> {
          walked.add(
              new RowVerdict(row, verdict, verdict == Verdict.BELOW_FLOOR ? floor.code() : ""));
          stillDeferred =
              stillDeferred == null && verdict == Verdict.FOUR_HOURS ? row : stillDeferred;
        }
      }
    }
    return new Decision(nothingLeft(facts, walked, stillDeferred), new Explanation(walked));
  }

  /** A row weaker than the floor does not hold, whatever the message says (SPEC 6.8). */
  private static Step permitted(Row row, Step step, Row floor) {
    return !(step instanceof Step.No) && !row.isAtLeast(floor)
        ? new Step.No(Verdict.BELOW_FLOOR)
        : step;
  }

  /** What this attempt found at the row decides whether it still applies (SPEC 6.5). */
  private static Step tried(Row row, Step.Applies applies, Facts facts) {
    return switch (facts.findings().at(row)) {
      case Finding.NotTried _ -> applies;
      case Finding.Unprotected _ ->
          new Step.No(row.isDirect() ? Verdict.UNPROTECTED : Verdict.CLEAR_ONLY);
      case Finding.Unsuitable _ -> new Step.No(Verdict.UNSUITABLE);
      case Finding.Deferred deferred ->
          row.isDirect() && deferred.sawUnprotected() && deferred.fourHoursPassed()
              ? new Step.No(Verdict.FOUR_HOURS)
              : new Step.Applies(new Choice.Wait(row));
    };
  }

  /**
   * A row passed over after 4 h whose hosts may still come back is waited for until the queue's end
   * when there is no other: the 4 h open a way down, they do not close the way that was there.
   */
  private static Choice nothingLeft(
      Facts facts, List<RowVerdict> walked, @Nullable Row stillDeferred) {
    return stillDeferred != null
        ? new Choice.Wait(stillDeferred)
        : new Choice.Refuse(Refusal.status(facts, walked.getLast().verdict()));
  }
}
