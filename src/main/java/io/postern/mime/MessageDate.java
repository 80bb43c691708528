package io.postern.mime;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates of header fields (RFC 5322 section 3.3, obsolete forms of section 4.3). */
public final class MessageDate {

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss Z", Locale.US).withZone(ZoneOffset.UTC);
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final Map<String, Integer> ZONES =
      Map.of(
          "edt", -4, "est", -5, "cdt", -5, "cst", -6, "mdt", -6, "mst", -7, "pdt", -7, "pst", -8);
  private static final Pattern DATE =
      Pattern.compile(
          "(?:[a-z]{3,9}\\s*,?\\s*)?(\\d{1,2})[\\s-]+([a-z]{3})[a-z]{0,6}[\\s-]+(\\d{2,4})\\s+"
              + "(\\d{1,2})\\s*:\\s*(\\d{2})(?:\\s*:\\s*(\\d{2}))?\\s*"
              + "(?:([+-])(\\d{2}):?(\\d{2})|([a-z]{1,5}))?.*");

  private MessageDate() {}

  /**
   * Reads a date, obsolete forms included; empty when it is none. Without a zone, or with one
   * nobody knows, it is taken as UTC (section 4.3). Never throws.
   */
  public static Optional<Instant> parse(String value) {
    if (value.length() > 200) {
      return Optional.empty();
    }
    String plain = value.replaceAll("\\([^()]*\\)", " ").strip().toLowerCase(Locale.ROOT);
    Matcher date = DATE.matcher(plain);
    if (!date.matches() || !MONTHS.contains(date.group(2))) {
      return Optional.empty();
    }
    try {
      int year = Integer.parseInt(date.group(3));
      if (date.group(3).length() < 4) {
        year += date.group(3).length() == 2 && year < 50 ? 2000 : 1900;
      }
      String seconds = date.group(6);
      LocalDateTime local =
          LocalDateTime.of(
              year,
              MONTHS.indexOf(date.group(2)) + 1,
              Integer.parseInt(date.group(1)),
              Integer.parseInt(date.group(4)),
              Integer.parseInt(date.group(5)),
              // A leap second is the second before it.
              seconds == null ? 0 : Math.min(59, Integer.parseInt(seconds)));
      int minutes = 0;
      if (date.group(7) != null) {
        minutes = Integer.parseInt(date.group(8)) * 60 + Integer.parseInt(date.group(9));
        minutes = date.group(7).equals("-") ? -minutes : minutes;
      } else if (date.group(10) != null) {
        minutes = ZONES.getOrDefault(date.group(10), 0) * 60;
      }
      return Optional.of(local.minusMinutes(minutes).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException notADate) {
      return Optional.empty();
    }
  }

  /** The date in UTC, such as {@code Mon, 23 Nov 2026 14:50:00 +0000}. */
  public static String format(Instant at) {
    return FORMAT.format(at);
  }
}
