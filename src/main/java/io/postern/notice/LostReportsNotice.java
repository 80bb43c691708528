package io.postern.notice;

import io.postern.directory.Brand;
import io.postern.smtp.Mailbox;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The daily mail to a postmaster about reports that did not reach their senders (SPEC 11.4): which
 * message, whose, when. Never whom it was for. Thread-safe.
 */
public final class LostReportsNotice {
  private final Stationery stationery;

  public LostReportsNotice(Stationery stationery) {
    this.stationery = stationery;
  }

  /**
   * A message whose sender could not be told.
   *
   * @param number how people name it
   */
  public record Lost(String number, Mailbox sender, Instant sentAt) {}

  /**
   * What it says.
   *
   * @param count how many there are
   * @param lost the first of them
   */
  public record Facts(
      Brand brand,
      Mailbox from,
      Mailbox to,
      int count,
      List<Lost> lost,
      Locale language,
      ZoneId zone) {
    public Facts {
      lost = List.copyOf(lost);
    }
  }

  /** Writes it. */
  public Composed write(Facts facts) {
    Voice voice = stationery.texts().in(facts.language());
    String organisation = Stationery.line(facts.brand().name());
    List<String> lines = new ArrayList<>();
    for (Lost one : facts.lost()) {
      lines.add(
          voice.dayAndTime(one.sentAt(), facts.zone())
              + "  "
              + Stationery.line(one.number())
              + "  "
              + one.sender());
    }
    Letter letter =
        new Letter(
            voice.language(),
            voice.count("lostreports.title", facts.count()),
            null,
            null,
            null,
            false,
            Palette.of(facts.brand().accent()),
            List.of(
                new Letter.Lead(voice.say("lostreports.lead"), null),
                new Letter.Technical(voice.say("lostreports.list"), lines),
                new Letter.Paragraph(null, voice.say("lostreports.do"))),
            voice.say("lostreports.footer", "organisation", organisation));
    return stationery.post(
        stationery.head(
            Stationery.named(voice.say("postern.at", "organisation", organisation), facts.from()),
            Stationery.named(null, facts.to()),
            voice.count("lostreports.title", facts.count()),
            "auto-generated",
            voice),
        stationery.print(letter));
  }
}
