package io.postern.conversation;

import io.postern.policy.MinimumVerification;
import io.postern.transport.TlsRequirement;
import org.jspecify.annotations.Nullable;

/**
 * What a message's control headers asked that is no secret and holds until every copy is decided.
 *
 * @param direct the direct delivery header's minimum, or null without one
 */
public record MessageAsk(@Nullable TlsRequirement direct, MinimumVerification minimum) {

  public static final MessageAsk NOTHING = new MessageAsk(null, MinimumVerification.ABSENT);

  /** For the column: {@code ABSENT} or {@code EMAIL_ALLOWED;TLS1_2 PKIX}. */
  public String encode() {
    return direct == null ? minimum.name() : minimum.name() + ";" + direct.encode();
  }

  public static MessageAsk decode(String text) {
    int semicolon = text.indexOf(';');
    return semicolon < 0
        ? new MessageAsk(null, MinimumVerification.valueOf(text))
        : new MessageAsk(
            TlsRequirement.decode(text.substring(semicolon + 1)),
            MinimumVerification.valueOf(text.substring(0, semicolon)));
  }
}
