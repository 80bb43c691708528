package io.postern.portal;

import gg.jte.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The words of one language. A language is a file {@code texts_xx.properties} (UTF-8) beside this
 * class, named in {@link #LANGUAGES}; a test holds all of them to the same keys and the same {@code
 * {placeholders}}. Values are named, so a translator may put them in any order.
 */
public final class Texts {

  /** In the order they are offered. The first that a reader asks for wins; English is the last. */
  static final List<String> LANGUAGES = List.of("nl", "en");

  private static final Map<String, Texts> ALL = new LinkedHashMap<>();

  static {
    LANGUAGES.forEach(language -> ALL.put(language, new Texts(language)));
  }

  private final Locale locale;
  private final Map<String, String> words = new TreeMap<>();

  private Texts(String language) {
    this.locale = Locale.of(language);
    String file = "texts_" + language + ".properties";
    try (InputStream in = Texts.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("missing " + file);
      }
      Properties read = new Properties();
      read.load(new InputStreamReader(in, StandardCharsets.UTF_8));
      read.stringPropertyNames().forEach(key -> words.put(key, read.getProperty(key)));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The words for a language; English where we have none. */
  public static Texts of(Locale locale) {
    Texts texts = ALL.get(locale.getLanguage());
    return texts != null ? texts : english();
  }

  static Texts english() {
    Texts texts = ALL.get("en");
    if (texts == null) {
      throw new IllegalStateException("no English");
    }
    return texts;
  }

  /** The languages there are. */
  public static List<Texts> all() {
    return List.copyOf(ALL.values());
  }

  /** For {@code lang}. */
  public String language() {
    return locale.getLanguage();
  }

  public Locale locale() {
    return locale;
  }

  Map<String, String> words() {
    return words;
  }

  /**
   * A text with its values filled in: {@code say("landing.title", "sender", name)}. Plain text: the
   * page escapes it.
   *
   * @throws IllegalArgumentException for a key that no file has: a mistake in a page
   */
  public String say(String key, Object... namesAndValues) {
    StringBuilder out = new StringBuilder();
    fill(word(key), namesAndValues, out::append, out::append);
    return out.toString();
  }

  /**
   * The same as HTML, everything escaped, the values in bold; an address may break after its at
   * sign.
   */
  public Content strong(String key, Object... namesAndValues) {
    String pattern = word(key);
    return output ->
        fill(
            pattern,
            namesAndValues,
            text -> output.writeContent(escape(text)),
            value ->
                output.writeContent(
                    "<strong>" + escape(value).replace("@", "@<wbr>") + "</strong>"));
  }

  private String word(String key) {
    String word = words.get(key);
    if (word == null) {
      throw new IllegalArgumentException("no text " + key + " in " + locale);
    }
    return word;
  }

  private static void fill(
      String pattern,
      Object[] namesAndValues,
      java.util.function.Consumer<String> text,
      java.util.function.Consumer<String> value) {
    int at = 0;
    while (at < pattern.length()) {
      int open = pattern.indexOf('{', at);
      int close = open < 0 ? -1 : pattern.indexOf('}', open);
      if (close < 0) {
        break;
      }
      text.accept(pattern.substring(at, open));
      value.accept(named(pattern.substring(open + 1, close), namesAndValues));
      at = close + 1;
    }
    text.accept(pattern.substring(at));
  }

  private static String named(String name, Object[] namesAndValues) {
    for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
      if (name.equals(namesAndValues[i])) {
        return String.valueOf(namesAndValues[i + 1]);
      }
    }
    throw new IllegalArgumentException("no value for {" + name + "}");
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** {@code Monday 23 November 2026}. */
  public String date(Instant at, ZoneId zone) {
    return format("date", at.atZone(zone));
  }

  /** {@code 21 February 2027}. */
  public String shortDate(Instant at, ZoneId zone) {
    return format("date.short", at.atZone(zone));
  }

  /** {@code 10:42}. */
  public String clock(Instant at, ZoneId zone) {
    return format("date.clock", at.atZone(zone));
  }

  /** {@code Monday 23 November 2026, 10:42}. */
  public String moment(Instant at, ZoneId zone) {
    return date(at, zone) + ", " + clock(at, zone);
  }

  /** {@code 10:51}, {@code tomorrow, 10:51}, or with the date when it is further. */
  public String when(Instant at, Instant now, ZoneId zone) {
    LocalDate day = at.atZone(zone).toLocalDate();
    LocalDate today = now.atZone(zone).toLocalDate();
    if (day.equals(today)) {
      return clock(at, zone);
    }
    return day.equals(today.plusDays(1))
        ? say("date.tomorrow", "clock", clock(at, zone))
        : moment(at, zone);
  }

  /** {@code 10:51}, {@code 21 Nov} or {@code 21 Nov 2025}. */
  public String brief(Instant at, Instant now, ZoneId zone) {
    LocalDate day = at.atZone(zone).toLocalDate();
    LocalDate today = now.atZone(zone).toLocalDate();
    if (day.equals(today)) {
      return clock(at, zone);
    }
    return format(
        day.getYear() == today.getYear() ? "date.brief" : "date.brief.year", at.atZone(zone));
  }

  private String format(String key, ZonedDateTime at) {
    return DateTimeFormatter.ofPattern(word(key), locale).format(at);
  }

  /** {@code 184 kB}: decimal, as file managers show it. */
  public String size(long octets) {
    if (octets < 1000) {
      return octets + " B";
    }
    double size = octets;
    String unit = "B";
    for (String next : List.of("kB", "MB", "GB")) {
      if (size < 999.5) {
        break;
      }
      size /= 1000;
      unit = next;
    }
    String pattern = size < 9.95 && !unit.equals("kB") ? "%.1f" : "%.0f";
    return String.format(locale, pattern, size) + "\u00a0" + unit;
  }
}
