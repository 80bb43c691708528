package io.postern.dkim;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code name=value;} lists of RFC 6376 section 3.2, as signatures and key records are.
 *
 * @param tags by name as written: case counts
 */
record TagList(Map<String, String> tags) {

  TagList {
    tags = Map.copyOf(tags);
  }

  /** Empty when the text is no tag list, or names a tag twice. */
  static Optional<TagList> parse(String text) {
    Map<String, String> tags = new LinkedHashMap<>();
    String[] specs = text.split(";", -1);
    for (int i = 0; i < specs.length; i++) {
      String spec = trim(specs[i]);
      if (spec.isEmpty() && i == specs.length - 1 && i > 0) {
        continue; // the list may end with a semicolon
      }
      int equals = spec.indexOf('=');
      if (equals < 1) {
        return Optional.empty();
      }
      String name = trim(spec.substring(0, equals));
      String value = trim(spec.substring(equals + 1));
      if (!isName(name) || !isValue(value) || tags.putIfAbsent(name, value) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(new TagList(tags));
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(tags.get(name));
  }

  /** A value with all folding white space taken out, as base64 and lists may have it. */
  Optional<String> compact(String name) {
    return get(name).map(value -> value.replaceAll("[ \t\r\n]+", ""));
  }

  private static String trim(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isSpace(text.charAt(from))) {
      from++;
    }
    while (to > from && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  private static boolean isName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      if (!letter && (i == 0 || c != '_' && (c < '0' || c > '9'))) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  private static boolean isValue(String value) {
    return value.chars().allMatch(c -> isSpace((char) c) || c > ' ' && c < 127);
  }
}
