package io.postern.notice;

import io.postern.smtp.Domain;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;

/**
 * A text message: what it says and what it costs. Its text holds a code, so it never prints itself.
 */
public final class TextMessage {
  /** Names longer than this would make most messages two segments. */
  private static final int LONGEST_NAME = 40;

  private final String text;

  private TextMessage(String text) {
    this.text = text;
  }

  /**
   * The message with a one-time code (SPEC 8.3): organisation, code, times; no sender, no subject,
   * no link. The last line binds the code to the portal's host, so that phones fill it in there and
   * nowhere else.
   *
   * @param organisation its name; long ones are shortened, letters that GSM 7-bit lacks lose their
   *     accents
   * @param portal the portal's host
   * @param code six digits
   */
  public static TextMessage code(
      Texts texts,
      String organisation,
      Domain portal,
      String code,
      Instant askedAt,
      Instant validUntil,
      Locale language,
      ZoneId zone) {
    if (!code.matches("[0-9]{6}")) {
      throw new IllegalArgumentException("a one-time code has six digits");
    }
    Voice voice = texts.in(language);
    String said =
        voice.say(
            "sms.code",
            "organisation",
            shortName(organisation),
            "code",
            code,
            "asked",
            voice.time(askedAt, zone),
            "until",
            voice.time(validUntil, zone));
    // The last line is the domain-bound code format of WebOTP: host, then code, nothing after.
    return new TextMessage(said + "\n\n@" + portal.ascii() + " #" + code);
  }

  private static String shortName(String organisation) {
    String name = GsmAlphabet.plain(Stationery.line(organisation));
    if (name.length() <= LONGEST_NAME) {
      return name;
    }
    int space = name.lastIndexOf(' ', LONGEST_NAME);
    int end = space > LONGEST_NAME / 2 ? space : LONGEST_NAME;
    if (Character.isHighSurrogate(name.charAt(end - 1))) {
      end--;
    }
    return name.substring(0, end);
  }

  /** What goes to the provider. */
  public String text() {
    return text;
  }

  /** How many segments it is paid and counted as. */
  public int segments() {
    return GsmAlphabet.segments(text);
  }

  @Override
  public String toString() {
    return "(text message)";
  }
}
