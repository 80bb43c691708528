package io.postern.notice;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One language of {@link Texts}. Immutable, thread-safe. */
public final class Voice {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-zA-Z0-9]+)\\}");

  private static final List<String> UNITS = List.of("b", "kb", "mb", "gb");

  private final Locale locale;
  private final Map<String, String> texts;

  Voice(Locale locale, Map<String, String> texts) {
    this.locale = locale;
    this.texts = Map.copyOf(texts);
  }

  public Locale locale() {
    return locale;
  }

  /** The language tag, for {@code lang} attributes and {@code Content-Language}. */
  public String language() {
    return locale.toLanguageTag();
  }

  public boolean knows(String key) {
    return texts.containsKey(key);
  }

  /**
   * Says a sentence. Values go in as they are, once: a brace in a name stays a brace. Escaping for
   * HTML is the template's business.
   *
   * @param namesAndValues a placeholder's name, then its value, and so on; values that the sentence
   *     does not ask for are left out
   * @throws IllegalArgumentException when there is no such key or a placeholder got no value
   */
  public String say(String key, String... namesAndValues) {
    String text = texts.get(key);
    if (text == null) {
      throw new IllegalArgumentException("no text named " + key);
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    Matcher matcher = PLACEHOLDER.matcher(text);
    StringBuilder said = new StringBuilder();
    while (matcher.find()) {
      String value = values.get(matcher.group(1));
      if (value == null) {
        throw new IllegalArgumentException("no value for " + matcher.group(1) + " in " + key);
      }
      matcher.appendReplacement(said, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(said).toString();
  }

  /** Says {@code key.one} or {@code key.many}; the count is the value of <code>{count}</code>. */
  public String count(String key, int count, String... namesAndValues) {
    String[] all = new String[namesAndValues.length + 2];
    all[0] = "count";
    all[1] = Integer.toString(count);
    System.arraycopy(namesAndValues, 0, all, 2, namesAndValues.length);
    return say(key + (count == 1 ? ".one" : ".many"), all);
  }

  /** Such as "Sunday 21 February 2027". */
  public String day(Instant at, ZoneId zone) {
    return format("format.day", at, zone);
  }

  /** Such as "Monday 23 November 2026, 10:42". */
  public String dayAndTime(Instant at, ZoneId zone) {
    return format("format.dayAndTime", at, zone);
  }

  /** Such as "10:46", on the 24-hour clock. */
  public String time(Instant at, ZoneId zone) {
    return format("format.time", at, zone);
  }

  /** Such as "148 MB": decimal, as mail programs and file managers count. */
  public String size(long octets) {
    double size = octets;
    int unit = 0;
    while (size >= 999.5 && unit < UNITS.size() - 1) {
      size /= 1000;
      unit++;
    }
    String pattern = size < 9.95 && unit > 1 ? "%.1f" : "%.0f";
    return say("size." + UNITS.get(unit), "number", String.format(locale, pattern, size));
  }

  private String format(String key, Instant at, ZoneId zone) {
    return DateTimeFormatter.ofPattern(say(key), locale).format(at.atZone(zone));
  }

  static Set<String> placeholders(String text) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = PLACEHOLDER.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }
}
