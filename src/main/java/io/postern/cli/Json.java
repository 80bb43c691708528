package io.postern.cli;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Writes the few shapes that commands print as JSON (RFC 8259). */
final class Json {
  private Json() {}

  /** Strings, numbers, booleans, null, lists and maps of these; anything else as its text. */
  static String of(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Number number -> number.toString();
      case Boolean bool -> bool.toString();
      case List<?> list -> {
        StringJoiner items = new StringJoiner(", ", "[", "]");
        list.forEach(item -> items.add(of(item)));
        yield items.toString();
      }
      case Map<?, ?> map -> {
        StringJoiner members = new StringJoiner(", ", "{", "}");
        map.forEach((key, item) -> members.add(string(key.toString()) + ": " + of(item)));
        yield members.toString();
      }
      default -> string(value.toString());
    };
  }

  private static String string(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        default -> {
          // The separators of lines and paragraphs too: a terminal or a log may break at them.
          if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
            quoted.append("\\u%04x".formatted((int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }
}
