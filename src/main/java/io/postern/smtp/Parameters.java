package io.postern.smtp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code KEYWORD=value} parameters after a path (RFC 5321 section 4.1.2, esmtp-param). */
final class Parameters {
  private final Map<String, @Nullable String> values = new LinkedHashMap<>();

  /**
   * @param text what follows the path, with its leading space
   */
  Parameters(String text) throws SyntaxTrouble {
    if (!text.isEmpty() && text.charAt(0) != ' ') {
      throw new SyntaxTrouble(501, "5.5.4", "A space is wanted after the path");
    }
    for (String parameter : words(text)) {
      int equals = parameter.indexOf('=');
      String keyword = equals < 0 ? parameter : parameter.substring(0, equals);
      String value = equals < 0 ? null : parameter.substring(equals + 1);
      if (!isKeyword(keyword) || value != null && !isValue(value)) {
        throw new SyntaxTrouble(501, "5.5.4", "A parameter is malformed");
      }
      String name = keyword.toUpperCase(Locale.ROOT);
      if (values.containsKey(name)) {
        throw new SyntaxTrouble(501, "5.5.4", "A parameter is given twice");
      }
      values.put(name, value);
    }
  }

  /** Takes a parameter that has a value; null when it was not given. */
  @Nullable String take(String name) throws SyntaxTrouble {
    if (!values.containsKey(name)) {
      return null;
    }
    String value = values.remove(name);
    if (value == null) {
      throw new SyntaxTrouble(501, "5.5.4", name + " wants a value");
    }
    return value;
  }

  /** Takes a parameter that has no value; whether it was given. */
  boolean takeFlag(String name) throws SyntaxTrouble {
    if (!values.containsKey(name)) {
      return false;
    }
    if (values.remove(name) != null) {
      throw new SyntaxTrouble(501, "5.5.4", name + " takes no value");
    }
    return true;
  }

  /** Whatever was not taken is no extension we announced (RFC 5321 section 4.1.1.11). */
  void requireEmpty() throws SyntaxTrouble {
    if (!values.isEmpty()) {
      throw new SyntaxTrouble(555, "5.5.4", "A parameter is not recognised");
    }
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    for (String word : text.split(" ", -1)) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }

  private static boolean isKeyword(String text) {
    if (text.isEmpty() || text.startsWith("-")) {
      return false;
    }
    return text.chars()
        .allMatch(
            c -> c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-');
  }

  /** RFC 5321, and non-ASCII as RFC 6531 section 3.3 adds. */
  private static boolean isValue(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c != '=' && c != 127);
  }
}
