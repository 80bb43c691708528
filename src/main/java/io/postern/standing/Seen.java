package io.postern.standing;

import java.util.EnumSet;
import java.util.Set;

/** What a look found of that which sending depends on (SPEC 2.5). */
public record Seen(State ownership, State dkim, State spf, State returnPath) {

  /** One kind of record. */
  public enum State {
    THERE,
    GONE,
    /** The DNS gave no answer to rely on: nothing changes by that. */
    UNKNOWN;

    private State or(State other) {
      return this == THERE || other == THERE
          ? THERE
          : this == UNKNOWN || other == UNKNOWN ? UNKNOWN : GONE;
    }
  }

  /** What can be lacking, for the sender to be told. */
  public enum Lack {
    OWNERSHIP,
    DKIM,
    /** Neither does SPF pass for our addresses, nor is there a return-path record. */
    PATH
  }

  /** What is surely lacking. */
  public Set<Lack> lacks() {
    return those(State.GONE);
  }

  /** What nobody knows. */
  public Set<Lack> unknown() {
    return those(State.UNKNOWN);
  }

  private Set<Lack> those(State state) {
    Set<Lack> some = EnumSet.noneOf(Lack.class);
    if (ownership == state) {
      some.add(Lack.OWNERSHIP);
    }
    if (dkim == state) {
      some.add(Lack.DKIM);
    }
    if (spf.or(returnPath) == state) {
      some.add(Lack.PATH);
    }
    return some;
  }
}
