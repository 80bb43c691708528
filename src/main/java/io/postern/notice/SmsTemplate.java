package io.postern.notice;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with placeholders in braces. A value is escaped for the place it stands in and put in
 * once: nothing in a number or text can end a JSON string, a form field or a path segment. Braces
 * that hold no lower-case name, as in JSON, are left alone.
 */
final class SmsTemplate {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z][a-zA-Z0-9:]*)\\}");

  private final String template;
  private final UnaryOperator<String> escape;

  private SmsTemplate(String template, UnaryOperator<String> escape) {
    this.template = template;
    this.escape = escape;
  }

  /** RFC 3986 section 2.1: everything but unreserved characters is percent-encoded. */
  static SmsTemplate url(String template) {
    return new SmsTemplate(template, SmsTemplate::percent);
  }

  static SmsTemplate form(String template) {
    return new SmsTemplate(template, value -> URLEncoder.encode(value, StandardCharsets.UTF_8));
  }

  static SmsTemplate json(String template) {
    return new SmsTemplate(template, SmsTemplate::quoted);
  }

  /** For header values; line ends are refused elsewhere, before anything is sent. */
  static SmsTemplate plain(String template) {
    return new SmsTemplate(template, UnaryOperator.identity());
  }

  Set<String> names() {
    Set<String> names = new TreeSet<>();
    Matcher matcher = PLACEHOLDER.matcher(template);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  String fill(Map<String, String> values) {
    Matcher matcher = PLACEHOLDER.matcher(template);
    StringBuilder filled = new StringBuilder();
    while (matcher.find()) {
      String value = values.get(matcher.group(1));
      if (value == null) {
        throw new IllegalStateException("no value for {" + matcher.group(1) + "}");
      }
      matcher.appendReplacement(filled, Matcher.quoteReplacement(escape.apply(value)));
    }
    return matcher.appendTail(filled).toString();
  }

  private static String percent(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  private static String quoted(String value) {
    StringBuilder json = new StringBuilder(value.length() + 8);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\n' -> json.append("\\n");
        default -> {
          if (c < ' ' || c == '\u2028' || c == '\u2029') {
            json.append(String.format("\\u%04x", (int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    return json.toString();
  }

  /** Names only. */
  @Override
  public String toString() {
    return "(template with " + names() + ")";
  }
}
