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
    Voice voice = stationery.texts().in(facts.language());
    String organisation = Stationery.line(facts.brand().name());
    String guest =
        facts.guestName() == null || facts.guestName().isBlank()
            ? facts.guest().toString()
            : Stationery.line(facts.guestName());
    String[] names = {"guest", guest, "organisation", organisation};
    MessageWriter head =
        stationery
            .head(
                Stationery.named(voice.say("answer.via", names), facts.from()),
                Stationery.named(facts.toName(), facts.to()),
                voice.say("answer.subject", names),
                "auto-generated",
                voice)
            .addresses("Reply-To", List.of(Stationery.named(guest, facts.guest())))
            .header("X-Postern-Conversation", Stationery.line(facts.conversationId()));
    return stationery.post(head, stationery.print(letter(facts, voice, guest, names)));
  }

  private static Letter letter(Facts facts, Voice voice, String guest, String... names) {
    String link = facts.link().toASCIIString();
    String address = facts.guest().toString();
    boolean named = !guest.equalsIgnoreCase(address);
    return new Letter(
        voice.language(),
        voice.say("answer.title", names),
        voice.say("answer.preheader"),
        Stationery.line(facts.brand().name()),
        facts.logo(),
        false,
        Palette.of(facts.brand().accent()),
        List.of(
            new Letter.Lead(voice.say("answer.lead"), null),
            new Letter.Details(
                List.of(
                    new Letter.Detail(voice.say("label.from"), named ? guest : null, address, null),
                    new Letter.Detail(voice.say("label.for"), null, facts.to().toString(), null),
                    new Letter.Detail(
                        voice.say("label.answered"),
                        null,
                        voice.dayAndTime(facts.answeredAt(), facts.zone()),
                        null),
                    new Letter.Detail(
                        voice.say("label.until"),
                        null,
                        Notification.until(
                            voice, facts.answeredAt(), facts.readableUntil(), facts.zone()),
                        null))),
            new Letter.Button(voice.say("answer.button"), link),
            checks(facts, voice, names),
            new Letter.Paragraph(
                voice.say("answer.reply.strong"), voice.say("answer.reply", names)),
            new Letter.WholeLink(voice.say("answer.link"), link)),
        voice.say("answer.footer", names));
  }

  private static Letter.Plaque checks(Facts facts, Voice voice, String... names) {
    return new Letter.Plaque(
        voice.say("check.heading"),
        List.of(
            new Letter.Item(
                "1",
                voice.say("check.address"),
                voice.say("check.address.plain"),
                Notification.origin(facts.link()),
                null),
            new Letter.Item("2", voice.say("check.never.staff"), null, null, null),
            new Letter.Item(
                "3",
                voice.say("check.doubt.staff", names),
                voice.say("check.doubt.staff.plain", names),
                null,
                null)));
  }
}
