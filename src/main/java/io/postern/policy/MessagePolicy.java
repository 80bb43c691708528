package io.postern.policy;

import io.postern.smtp.Mailbox;
import io.postern.transport.TlsRequirement;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one message asks for.
 *
 * @param sender the From address, for floors that hold for groups of senders (SPEC 6.8)
 * @param direct the minimum of its direct delivery header as given, or null without one (SPEC 5.3)
 * @param requireTls REQUIRETLS was given with MAIL (RFC 8689, SPEC 7.7)
 */
public record MessagePolicy(
    Mailbox sender,
    @Nullable TlsRequirement direct,
    MinimumVerification minimum,
    boolean requireTls) {

  /** A message without control headers. */
  public static MessagePolicy plain(Mailbox sender) {
    return new MessagePolicy(sender, null, MinimumVerification.ABSENT, false);
  }

  /** For storage, without the sender: {@code minimum=absent direct=tls1.2:pkix}. */
  public String encode() {
    return "minimum="
        + minimum.name().toLowerCase(Locale.ROOT)
        + (direct == null ? "" : " direct=" + RequirementText.encode(direct))
        + (requireTls ? " requiretls" : "");
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static MessagePolicy decode(String text, Mailbox sender) {
    TlsRequirement direct = null;
    MinimumVerification minimum = null;
    boolean requireTls = false;
    for (String word : text.split(" ", -1)) {
      if (word.startsWith("minimum=")) {
        minimum = MinimumVerification.valueOf(word.substring(8).toUpperCase(Locale.ROOT));
      } else if (word.startsWith("direct=")) {
        direct = RequirementText.decode(word.substring(7));
      } else if (word.equals("requiretls")) {
        requireTls = true;
      } else {
        throw new IllegalArgumentException("not a message policy");
      }
    }
    if (minimum == null) {
      throw new IllegalArgumentException("a message policy without its minimum");
    }
    return new MessagePolicy(sender, direct, minimum, requireTls);
  }
}
