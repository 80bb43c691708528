package io.postern.transport;

import java.util.List;

/** What {@link Verifier} says to a session. */
public sealed interface Judgement {

  /** The mail may go. */
  record Met(MayCarry permission) implements Judgement {}

  /**
   * It may not, over this session.
   *
   * @param evidence what the session is worth
   * @param flaws why; never empty, the weightiest first
   */
  record NotMet(Evidence evidence, List<Flaw> flaws) implements Judgement {
    public NotMet {
      flaws = List.copyOf(flaws);
      if (flaws.isEmpty()) {
        throw new IllegalArgumentException("a refusal needs a reason");
      }
    }
  }
}
