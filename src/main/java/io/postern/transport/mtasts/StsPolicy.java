package io.postern.transport.mtasts;

import io.postern.smtp.Domain;
import java.time.Duration;
import java.util.List;

/**
 * One policy (RFC 8461 section 3.2).
 *
 * @param mode what it asks for
 * @param mx patterns: A-labels in lower case, with {@code *.} before those that stand for one label
 *     more; empty with {@link Mode#NONE} only
 * @param maxAge how long it binds after it was fetched
 * @param text as it was fetched, without line ends at its end; reports quote it
 */
public record StsPolicy(Mode mode, List<String> mx, Duration maxAge, String text) {

  /** What a sender is to do with hosts that do not keep the policy (section 5). */
  public enum Mode {
    /** Not send to them. */
    ENFORCE,
    /** Send, and report. */
    TESTING,
    /** There is no policy any more. */
    NONE
  }

  public StsPolicy {
    mx = List.copyOf(mx);
  }

  /** Whether a pattern names the host (section 4.1): a wildcard is one whole label, the first. */
  public boolean names(Domain host) {
    String name = host.ascii();
    int dot = name.indexOf('.');
    return mx.stream()
        .anyMatch(pattern ->
            pattern.startsWith("*.")
                ? dot > 0 && name.substring(dot).equals(pattern.substring(1))
                : pattern.equals(name));
  }
}
