package io.postern.notice;

import io.postern.directory.Brand;
import io.postern.mime.MessageWriter;
import io.postern.smtp.Mailbox;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The mail that passes an automatic reply on to a sender (SPEC 2.6): out of office until Monday.
 * The words are quoted and marked as somebody else's; answers go to whoever is away. Thread-safe.
 */
public final class AutoReplyNotice {
  private static final int MOST_LINES = 120;
  private static final int LONGEST_LINE = 500;

  private final Stationery stationery;

  public AutoReplyNotice(Stationery stationery) {
    this.stationery = stationery;
  }

  /**
   * What it says.
   *
   * @param from the daemon's address
   * @param to the sender of the message
   * @param recipient whose automatic reply it is
   * @param sentAt when the message was submitted
   * @param subject theirs; may be empty
   * @param words theirs, as plain text; may be empty
   */
  public record Facts(
      Brand brand,
      Mailbox from,
      Mailbox to,
      Mailbox recipient,
      Instant sentAt,
      Instant repliedAt,
      String subject,
      String words,
      Locale language,
      ZoneId zone,
      String conversationId) {

    @Override
    public String toString() {
      return "(automatic reply facts)";
    }
  }

  /** Writes it. */
  public Composed write(Facts facts) {
    Voice voice = stationery.texts().in(facts.language());
    String organisation = Stationery.line(facts.brand().name());
    String address = facts.recipient().toString();
    String[] names = {"organisation", organisation, "address", address};
    MessageWriter head =
        stationery
            .head(
                Stationery.named(voice.say("postern.at", names), facts.from()),
                Stationery.named(null, facts.to()),
                voice.say("autoreply.subject", names),
                "auto-replied",
                voice)
            .addresses("Reply-To", List.of(Stationery.named(null, facts.recipient())))
            .header("X-Postern-Conversation", Stationery.line(facts.conversationId()));
    return stationery.post(head, stationery.print(letter(facts, voice, names)));
  }

  private static Letter letter(Facts facts, Voice voice, String... names) {
    List<Letter.Detail> details = new ArrayList<>();
    details.add(
        new Letter.Detail(voice.say("label.from"), null, facts.recipient().toString(), null));
    if (!facts.subject().isBlank()) {
      details.add(
          new Letter.Detail(
              voice.say("autoreply.theirSubject"), null, Stationery.line(facts.subject()), null));
    }
    details.add(
        new Letter.Detail(
            voice.say("label.sent"), null, voice.dayAndTime(facts.sentAt(), facts.zone()), null));
    List<String> lines = lines(facts.words());
    List<Letter.Block> blocks = new ArrayList<>();
    blocks.add(new Letter.Lead(voice.say("autoreply.lead", names), null));
    blocks.add(new Letter.Details(details));
    blocks.add(
        lines.isEmpty()
            ? new Letter.Paragraph(null, voice.say("autoreply.silent"))
            : new Letter.Technical(voice.say("autoreply.words"), lines));
    blocks.add(new Letter.Small(voice.say("autoreply.note")));
    return new Letter(
        voice.language(),
        voice.say("autoreply.title", names),
        null,
        null,
        null,
        false,
        Palette.of(facts.brand().accent()),
        blocks,
        voice.say("autoreply.footer", names));
  }

  private static List<String> lines(String words) {
    return words
        .strip()
        .lines()
        .map(line -> Stationery.line(line, LONGEST_LINE))
        .limit(words.isBlank() ? 0 : MOST_LINES)
        .toList();
  }
}
