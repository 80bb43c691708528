package io.postern.notice;

import io.postern.directory.Brand;
import io.postern.mime.MessageWriter;
import io.postern.notice.Letter.Block;
import io.postern.policy.Verification;
import io.postern.smtp.Mailbox;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
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
    Voice voice = stationery.texts().in(facts.language());
    String organisation = Stationery.line(facts.brand().name());
    String sender = Stationery.line(facts.senderName());
    String subject =
        facts.subject() == null
            ? voice.say("notification.subject", "organisation", organisation)
            : facts.subject();
    MessageWriter head =
        stationery.head(
            Stationery.named(fromName(facts, sender, organisation), facts.from()),
            Stationery.named(facts.toName(), facts.to()),
            subject,
            "auto-generated",
            voice);
    if (facts.replyTo() != null) {
      head.addresses("Reply-To", List.of(Stationery.named(null, facts.replyTo())));
    }
    head.header("X-Postern-Conversation", Stationery.line(facts.conversationId()));
    return stationery.post(head, stationery.print(letter(facts, voice, sender, organisation)));
  }

  private static Letter letter(Facts facts, Voice voice, String sender, String organisation) {
    boolean account = facts.verification() == Verification.ACCOUNT;
    String[] names = {"sender", sender, "organisation", organisation};
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Letter.Lead(
            voice.say(account ? "notification.lead.account" : "notification.lead", names), null));
    if (facts.intro() != null) {
      facts
          .intro()
          .lines()
          .map(Stationery::line)
          .filter(line -> !line.isEmpty())
          .forEach(line -> blocks.add(new Letter.Paragraph(null, line)));
    }
    blocks.add(
        new Letter.Details(
            List.of(
                from(facts, voice, sender, organisation),
                new Letter.Detail(voice.say("label.for"), null, facts.to().toString(), null),
                new Letter.Detail(
                    voice.say("label.sent"),
                    null,
                    voice.dayAndTime(facts.sentAt(), facts.zone()),
                    null),
                new Letter.Detail(
                    voice.say("label.until"),
                    null,
                    until(voice, facts.sentAt(), facts.readableUntil(), facts.zone()),
                    null))));
    String link = facts.link().toASCIIString();
    blocks.add(
        new Letter.Button(
            voice.say(account ? "notification.button.account" : "notification.button"), link));
    blocks.add(
        new Letter.Small(
            voice.say(
                switch (facts.verification()) {
                  case ACCOUNT -> "notification.hint.ACCOUNT";
                  case SMS -> "notification.hint.SMS";
                  case ACCESS_CODE -> "notification.hint.ACCESS_CODE";
                  case EMAIL -> "notification.hint.EMAIL";
                },
                names)));
    blocks.add(checks(facts, voice, organisation));
    blocks.add(
        new Letter.Paragraph(
            voice.say("notification.answer.strong"), voice.say("notification.answer")));
    blocks.add(new Letter.WholeLink(voice.say("notification.link"), link));
    return new Letter(
        voice.language(),
        voice.say("notification.title", names),
        voice.say("notification.preheader", names),
        organisation,
        facts.logo(),
        false,
        Palette.of(facts.brand().accent()),
        blocks,
        voice.say("notification.footer", names));
  }

  /** Three checks, never a promise: people check us, we do not ask for trust (VISUAL 1.4). */
  private static Letter.Plaque checks(Facts facts, Voice voice, String organisation) {
    String phone = facts.brand().phone();
    String doubt = phone == null ? "check.doubt" : "check.doubt.phone";
    String[] whom = {"organisation", organisation, "phone", phone == null ? "" : callable(phone)};
    return new Letter.Plaque(
        voice.say("check.heading"),
        List.of(
            new Letter.Item(
                "1",
                voice.say("check.address"),
                voice.say("check.address.plain"),
                origin(facts.link()),
                null),
            new Letter.Item("2", voice.say("check.never"), null, null, null),
            new Letter.Item(
                "3", voice.say(doubt, whom), voice.say(doubt + ".plain", whom), null, null)));
  }

  private static Letter.Detail from(Facts facts, Voice voice, String sender, String organisation) {
    String address = facts.from().toString();
    return new Letter.Detail(
        voice.say("label.from"),
        sender.equalsIgnoreCase(address) ? null : sender,
        organisation,
        address);
  }

  /** An address in a display name looks like a forgery to filters: then the organisation alone. */
  private static String fromName(Facts facts, String sender, String organisation) {
    return sender.equalsIgnoreCase(facts.from().toString())
        ? organisation
        : sender + " (" + organisation + ")";
  }

  /** The day; the time too when there is less than a week, for then it matters. */
  static String until(Voice voice, Instant from, Instant until, ZoneId zone) {
    return Duration.between(from, until).toDays() < 7
        ? voice.dayAndTime(until, zone)
        : voice.day(until, zone);
  }

  /** Such as {@code https://post.stanna.example/}: what both the button and the text lead to. */
  static String origin(URI link) {
    return link.getScheme() + "://" + link.getRawAuthority() + "/";
  }

  /** A phone number that no line end tears apart. */
  private static String callable(String phone) {
    return Stationery.line(phone).replace(' ', '\u00a0');
  }
}
