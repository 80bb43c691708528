package io.postern.smtp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reply (RFC 5321 section 4.2), ours or a peer's.
 *
 * @param code three digits
 * @param status the enhanced status of RFC 3463, where the reply carries one
 * @param lines the text, line by line, without codes; never empty
 */
public record Reply(int code, @Nullable EnhancedStatus status, List<String> lines) {

  public Reply {
    if (code < 200 || code > 599 || lines.isEmpty()) {
      throw new IllegalArgumentException("not a reply");
    }
    lines = List.copyOf(lines);
  }

  public static Reply of(int code, String text) {
    return new Reply(code, null, List.of(text));
  }

  public static Reply of(int code, String status, String text) {
    return new Reply(code, EnhancedStatus.of(status), List.of(text));
  }

  public boolean isPositive() {
    return code < 400;
  }

  public boolean isTransient() {
    return code >= 400 && code < 500;
  }

  public boolean isPermanent() {
    return code >= 500;
  }

  /** One line, as a log or a person reads it. */
  @Override
  public String toString() {
    return code + (status == null ? " " : " " + status + " ") + String.join(" ", lines);
  }
}
