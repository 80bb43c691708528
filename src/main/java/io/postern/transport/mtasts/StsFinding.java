package io.postern.transport.mtasts;

import io.postern.smtp.Domain;
import org.jspecify.annotations.Nullable;

/** What MTA-STS says about a domain now. */
public sealed interface StsFinding {

  StsFinding NONE = new None();

  /** The domain has no policy. */
  record None() implements StsFinding {}

  /** It announces one that cannot be had, and none is kept: as none (RFC 8461 section 3.3). */
  record Broken(StsTrouble trouble, String why) implements StsFinding {}

  /**
   * This policy binds.
   *
   * @param trouble why it could not be renewed, where it comes from what is kept although the
   *     domain announces another
   */
  record Found(Domain domain, StsPolicy policy, @Nullable StsTrouble trouble)
      implements StsFinding {}

  /** The DNS gave no answer to rely on, and no policy is kept: ask again later. */
  record Unknown(String why) implements StsFinding {}

  /** The policy where it is in force, else null. */
  default @Nullable StsPolicy enforced() {
    return this instanceof Found(var domain, StsPolicy policy, var trouble)
            && policy.mode() == StsPolicy.Mode.ENFORCE
        ? policy
        : null;
  }
}
