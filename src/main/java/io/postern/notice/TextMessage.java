package io.postern.notice;

import io.postern.smtp.Domain;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;

/**
 * A text message: what it says and what it costs. Its text holds a code, so it never prints itself.
 */
public final class TextMessage {
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
    throw new UnsupportedOperationException();
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
