package io.postern.directory;

import io.postern.smtp.Domain;
import java.time.Instant;

/**
 * The host that stands in the reverse-path of what leaves for a From domain (SPEC 2.4). A name
 * below that domain, so that SPF is aligned, which leads to our port for what comes back.
 *
 * @param domain the From domain
 * @param host right of the at sign in reverse-paths
 * @param checkedAt when the DNS was last asked, or an admin last said so
 */
public record ReturnPathHost(Domain domain, Domain host, State state, Instant checkedAt) {

  private static final String USUAL_LABEL = "postern.";

  /** What is known of its record. */
  public enum State {
    /** Looked for and not there. */
    WANTED,
    /** Its record leads here. */
    SEEN,
    /** An admin's word stands in for the record. */
    ASSUMED,
    /** An admin does not want one. */
    OFF
  }

  /** The name that is looked for where nobody chose another. */
  public static Domain usual(Domain domain) {
    return Domain.of(USUAL_LABEL + domain.ascii());
  }

  /** Whether reverse-paths are made with it. */
  public boolean inUse() {
    return switch (state) {
      case SEEN, ASSUMED -> true;
      case WANTED, OFF -> false;
    };
  }
}
