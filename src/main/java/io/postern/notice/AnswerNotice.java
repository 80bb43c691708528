package io.postern.notice;

import io.postern.directory.Brand;
import io.postern.smtp.Mailbox;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The mail to an original sender that a guest has answered (SPEC 9.1). The organisation sends it,
 * never the guest's domain: From is {@code "NAME via ORGANISATION" <configured address>}, Reply-To
 * the guest. Thread-safe.
 */
public final class AnswerNotice {
  private final Stationery stationery;

  public AnswerNotice(Stationery stationery) {
    this.stationery = stationery;
  }

  /**
   * What it says.
   *
   * @param guestName the guest's display name, or null where none is known
   * @param from an address of the organisation's that this may be sent from
   * @param to the original sender
   * @param link to the conversation in the web app, which asks to sign in
   * @param answeredAt when the answer was given
   */
  public record Facts(
      Brand brand,
      @Nullable Logo logo,
      @Nullable String guestName,
      Mailbox guest,
      Mailbox from,
      Mailbox to,
      @Nullable String toName,
      URI link,
      Instant answeredAt,
      Instant readableUntil,
      Locale language,
      ZoneId zone,
      String conversationId) {}

  /** Writes it. */
  public Composed write(Facts facts) {
    throw new UnsupportedOperationException(stationery + " is being printed");
  }
}
