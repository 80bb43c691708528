package io.postern.notice;

import io.postern.directory.Brand;
import io.postern.policy.Verification;
import io.postern.smtp.Mailbox;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The mail that says a message waits (SPEC 8.1): who wrote, from which organisation, a link, and
 * how to tell that it is real. It never holds content, attachment names or codes; {@link Facts} has
 * no room for them. Thread-safe.
 */
public final class Notification {
  private final Stationery stationery;

  public Notification(Stationery stationery) {
    this.stationery = stationery;
  }

  /**
   * What a notification says.
   *
   * @param logo the organisation's, or null: then its name stands there as text
   * @param senderName display name as the organisation knows it, or the address where there is none
   * @param from the sender's own address: SPEC 8.1 wants the person in From
   * @param replyTo where an ordinary reply goes (SPEC 8.10), or null for the sender's address
   * @param toName the recipient's display name, or null
   * @param link the whole link. For {@link Verification#ACCOUNT} the web app, otherwise the guest
   *     page with its secret
   * @param sentAt when the message was submitted
   * @param readableUntil when it can no longer be opened
   * @param zone the zone dates are shown in: the organisation's
   * @param conversationId value of X-Postern-Conversation (SPEC 12.2)
   * @param intro the organisation's own introduction, plain text, or null
   * @param subject the Subject when the organisation's policy does not want the neutral one, else
   *     null
   */
  public record Facts(
      Brand brand,
      @Nullable Logo logo,
      String senderName,
      Mailbox from,
      @Nullable Mailbox replyTo,
      Mailbox to,
      @Nullable String toName,
      URI link,
      Instant sentAt,
      Instant readableUntil,
      Verification verification,
      Locale language,
      ZoneId zone,
      String conversationId,
      @Nullable String intro,
      @Nullable String subject) {

    /** Never the link: whoever has it stands at the door. */
    @Override
    public String toString() {
      return "(notification facts)";
    }
  }

  /** Writes it. */
  public Composed write(Facts facts) {
    throw new UnsupportedOperationException(stationery + " is being printed");
  }
}
