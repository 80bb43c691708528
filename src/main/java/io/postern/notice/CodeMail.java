package io.postern.notice;

import io.postern.directory.Brand;
import io.postern.smtp.Mailbox;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The mail with the six digits (SPEC 8.3). Its subject has the organisation and the time, so that
 * one finds the newest; the digits stand large, and in the text half on a line of their own. No
 * link at all, no sender, no subject of the message. Thread-safe.
 */
public final class CodeMail {
  private final Stationery stationery;

  public CodeMail(Stationery stationery) {
    this.stationery = stationery;
  }

  /**
   * What it says.
   *
   * @param from an address of the organisation's that this may be sent from
   * @param code six digits
   * @param askedAt when the code was asked for
   * @param validUntil when it stops working
   */
  public record Facts(
      Brand brand,
      @Nullable Logo logo,
      Mailbox from,
      Mailbox to,
      String code,
      Instant askedAt,
      Instant validUntil,
      Locale language,
      ZoneId zone) {

    public Facts {
      if (!code.matches("[0-9]{6}")) {
        throw new IllegalArgumentException("a one-time code has six digits");
      }
    }

    @Override
    public String toString() {
      return "(code mail facts)";
    }
  }

  /** Writes it. */
  public Composed write(Facts facts) {
    Voice voice = stationery.texts().in(facts.language());
    String organisation = Stationery.line(facts.brand().name());
    String asked = voice.time(facts.askedAt(), facts.zone());
    String[] names = {
      "organisation", organisation,
      "asked", asked,
      "time", asked,
      "until", voice.time(facts.validUntil(), facts.zone())
    };
    Letter letter =
        new Letter(
            voice.language(),
            voice.say("code.title", names),
            voice.say("code.preheader", names),
            organisation,
            facts.logo(),
            false,
            Palette.of(facts.brand().accent()),
            List.of(
                new Letter.Lead(voice.say("code.lead", names), null),
                new Letter.Code(facts.code()),
                new Letter.Small(voice.say("code.use")),
                new Letter.Paragraph(voice.say("code.tell.strong"), voice.say("code.tell")),
                new Letter.Paragraph(
                    voice.say("code.stranger.strong"), voice.say("code.stranger"))),
            voice.say("code.footer", names));
    return stationery.post(
        stationery.head(
            Stationery.named(organisation, facts.from()),
            Stationery.named(null, facts.to()),
            voice.say("code.subject", names),
            "auto-generated",
            voice),
        stationery.print(letter));
  }
}
