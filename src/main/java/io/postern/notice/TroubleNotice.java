package io.postern.notice;

import io.postern.directory.Brand;
import io.postern.smtp.Mailbox;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The mail that tells a sender that a recipient stands before a closed door (SPEC 8.3). Says who,
 * what they said, and what the sender can do. Thread-safe.
 */
public final class TroubleNotice {
  private final Stationery stationery;

  public TroubleNotice(Stationery stationery) {
    this.stationery = stationery;
  }

  /** What keeps the recipient outside. */
  public enum Trouble {
    /** "That is not my number." */
    NOT_MY_NUMBER,
    /** "No code comes." */
    NO_CODE_COMES,
    /** "I don't know the access code." */
    CODE_UNKNOWN,
    /** "This message is not for me." */
    NOT_MY_MESSAGE,
    /** A wrong code was typed ten times. */
    LOCKED
  }

  /**
   * What it says.
   *
   * @param from an address of the organisation's that this may be sent from
   * @param to the sender of the message
   * @param recipient who cannot open it
   * @param sentAt when the message was submitted
   * @param lockedUntil for {@link Trouble#LOCKED}: until when, or null when it stays locked until
   *     the sender or an admin unlocks it
   * @param link to the conversation in the web app, or null when the sender has none
   */
  public record Facts(
      Brand brand,
      @Nullable Logo logo,
      Mailbox from,
      Mailbox to,
      @Nullable String recipientName,
      Mailbox recipient,
      Trouble trouble,
      Instant sentAt,
      Instant reportedAt,
      @Nullable Instant lockedUntil,
      @Nullable URI link,
      Locale language,
      ZoneId zone,
      String conversationId) {}

  /** Writes it. */
  public Composed write(Facts facts) {
    throw new UnsupportedOperationException(stationery + " is being printed");
  }
}
