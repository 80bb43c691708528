package io.postern.notice;

import io.postern.directory.Brand;
import io.postern.mime.MessageWriter;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The mail that tells an organisation's administrators that records of a domain changed, and what
 * that does to their mail (SPEC 2.2, 2.5). Thread-safe.
 */
public final class DomainNotice {
  private final Stationery stationery;

  public DomainNotice(Stationery stationery) {
    this.stationery = stationery;
  }

  /** What it is about. */
  public enum Change {
    /** Records are worse than they were; the domain goes on sending. */
    WORSE,
    /** Records that sending needs are gone; there is time until a day. */
    GRACE,
    /** That time is over: messages are refused for now. */
    REFUSED,
    /** The domain was given up. */
    RELEASED,
    /** All that sending needs is there. */
    COMPLETE
  }

  /**
   * A record that is not as it should be.
   *
   * @param name where it stands, with its type
   * @param wanted what it should say; empty where there is no one answer
   * @param sentence in the language of the mail
   */
  public record Flaw(String name, String wanted, String sentence) {}

  /**
   * What it says.
   *
   * @param until for {@link Change#GRACE}: the end of that time
   */
  public record Facts(
      Brand brand,
      Mailbox from,
      Mailbox to,
      Domain domain,
      Change change,
      @Nullable Instant until,
      List<Flaw> flaws,
      Locale language,
      ZoneId zone) {
    public Facts {
      flaws = List.copyOf(flaws);
    }
  }

  /** Writes it. */
  public Composed write(Facts facts) {
    Voice voice = stationery.texts().in(facts.language());
    Instant until = facts.until();
    String[] names = {
      "organisation", Stationery.line(facts.brand().name()),
      "domain", facts.domain().unicode(),
      "until", until == null ? "" : voice.dayAndTime(until, facts.zone())
    };
    MessageWriter head =
        stationery.head(
            Stationery.named(voice.say("postern.at", names), facts.from()),
            Stationery.named(null, facts.to()),
            voice.say("domain." + facts.change() + ".subject", names),
            "auto-generated",
            voice);
    return stationery.post(head, stationery.print(letter(facts, voice, names)));
  }

  private static Letter letter(Facts facts, Voice voice, String... names) {
    String key = "domain." + facts.change();
    boolean bad = facts.change() == Change.REFUSED || facts.change() == Change.RELEASED;
    List<Letter.Block> blocks = new ArrayList<>();
    blocks.add(new Letter.Lead(voice.say(key + ".lead", names), null));
    if (!facts.flaws().isEmpty()) {
      List<String> lines = new ArrayList<>();
      for (Flaw flaw : facts.flaws()) {
        lines.add(Stationery.line(flaw.name()));
        if (!flaw.wanted().isEmpty()) {
          lines.add(Stationery.line("  " + flaw.wanted()));
        }
        blocks.add(new Letter.Paragraph(null, Stationery.line(flaw.sentence())));
      }
      blocks.add(new Letter.Technical(voice.say("domain.records"), lines));
    }
    return new Letter(
        voice.language(),
        voice.say(key + ".title", names),
        null,
        null,
        null,
        bad,
        Palette.of(facts.brand().accent()),
        blocks,
        voice.say("trouble.footer.locked", names));
  }
}
