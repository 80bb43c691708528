package io.postern.notice;

import io.postern.directory.Brand;
import io.postern.mime.MessageWriter;
import io.postern.smtp.Mailbox;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
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
    LOCKED,
    /** An admin deleted the number or code that opens it. */
    WITHDRAWN,
    /** The link opens no more, and its recipient would like the message again. */
    ASKED_AGAIN
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
    Voice voice = stationery.texts().in(facts.language());
    String organisation = Stationery.line(facts.brand().name());
    String address = facts.recipient().toString();
    String who =
        facts.recipientName() == null || facts.recipientName().isBlank()
            ? address
            : Stationery.line(facts.recipientName());
    Instant until = facts.lockedUntil();
    String[] names = {
      "organisation", organisation,
      "address", address,
      "who", who,
      "until", until == null ? "" : voice.dayAndTime(until, facts.zone())
    };
    String subject =
        switch (facts.trouble()) {
          case NOT_MY_NUMBER, NO_CODE_COMES, CODE_UNKNOWN -> "trouble.subject";
          case NOT_MY_MESSAGE -> "trouble.subject.notMine";
          case LOCKED, WITHDRAWN -> "trouble.subject.locked";
          case ASKED_AGAIN -> "trouble.subject.again";
        };
    MessageWriter head =
        stationery
            .head(
                Stationery.named(voice.say("postern.at", names), facts.from()),
                Stationery.named(null, facts.to()),
                voice.say(subject, names),
                "auto-generated",
                voice)
            .header("X-Postern-Conversation", Stationery.line(facts.conversationId()));
    return stationery.post(head, stationery.print(letter(facts, voice, names)));
  }

  private static Letter letter(Facts facts, Voice voice, String... names) {
    String key = "trouble." + facts.trouble();
    boolean locked = facts.trouble() == Trouble.LOCKED;
    String lead = locked && facts.lockedUntil() == null ? ".leadForever" : ".lead";
    String safe = facts.trouble() == Trouble.ASKED_AGAIN ? "trouble.closed" : "trouble.safe";
    URI link = facts.link();
    return new Letter(
        voice.language(),
        voice.say(key + ".title", names),
        null,
        facts.logo() == null ? null : Stationery.line(facts.brand().name()),
        facts.logo(),
        false,
        Palette.of(facts.brand().accent()),
        List.of(
            new Letter.Lead(voice.say(key + lead, names), voice.say(safe)),
            new Letter.Details(
                List.of(
                    new Letter.Detail(
                        voice.say("label.for"), null, facts.recipient().toString(), null),
                    new Letter.Detail(
                        voice.say("label.sent"),
                        null,
                        voice.dayAndTime(facts.sentAt(), facts.zone()),
                        null),
                    new Letter.Detail(
                        voice.say("label.reported"),
                        null,
                        voice.dayAndTime(facts.reportedAt(), facts.zone()),
                        null))),
            new Letter.Plaque(
                voice.say("trouble.do"),
                List.of(
                    new Letter.Item("A", voice.say(key + ".first", names), null, null, null),
                    new Letter.Item(
                        "B",
                        voice.say(key + ".second", names),
                        null,
                        null,
                        link == null
                            ? null
                            : new Letter.Button(
                                voice.say("trouble.button"), link.toASCIIString()))))),
        voice.say(
            locked || facts.trouble() == Trouble.WITHDRAWN
                ? "trouble.footer.locked"
                : "trouble.footer",
            names));
  }
}
