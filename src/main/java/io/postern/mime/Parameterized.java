package io.postern.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A value with parameters, as in Content-Type and Content-Disposition (RFC 2045 section 5.1), long
 * and foreign ones put together and decoded (RFC 2231). Takes what writers really send: missing
 * quotes, doubled semicolons, encoded words where none may stand. The first of a name counts.
 *
 * @param value before the first semicolon, lower case, comments and white space taken out
 * @param parameters names in lower case
 */
record Parameterized(String value, Map<String, String> parameters) {

  private static final int MOST = 100;

  static Parameterized parse(String text) {
    Cursor cursor = new Cursor(text);
    String value = cursor.until(";").replace(" ", "").toLowerCase(Locale.ROOT);
    Map<String, String> plain = new LinkedHashMap<>();
    while (cursor.skip(';') && plain.size() < MOST) {
      String name = cursor.until("=;").strip().toLowerCase(Locale.ROOT);
      if (cursor.skip('=')) {
        String content = cursor.value();
        if (!name.isEmpty()) {
          plain.putIfAbsent(name, content);
        }
      }
    }
    return new Parameterized(value, joined(plain));
  }

  @Nullable String parameter(String name) {
    return parameters.get(name);
  }

  private static Map<String, String> joined(Map<String, String> plain) {
    Map<String, String> whole = new LinkedHashMap<>();
    Map<String, TreeMap<Integer, Section>> pieces = new LinkedHashMap<>();
    plain.forEach((name, value) -> {
      int star = name.indexOf('*');
      if (star < 0) {
        whole.put(name, value);
        return;
      }
      boolean extended = name.endsWith("*");
      String number =
          extended && star == name.length() - 1
              ? "0"
              : name.substring(star + 1, name.length() - (extended ? 1 : 0));
      if (number.matches("\\d{1,3}")) {
        pieces
            .computeIfAbsent(name.substring(0, star), any -> new TreeMap<>())
            .putIfAbsent(Integer.parseInt(number), new Section(value, extended));
      }
    });
    // The extended form is the better one where both stand (RFC 6266 section 4.3 says why).
    pieces.forEach((name, sections) -> whole.put(name, Section.join(sections)));
    return whole;
  }

  private record Section(String value, boolean extended) {

    /** RFC 2231 sections 3 and 4: only the first one names the charset. */
    static String join(TreeMap<Integer, Section> sections) {
      String charset = null;
      ByteArrayOutputStream octets = new ByteArrayOutputStream();
      int expected = 0;
      for (Map.Entry<Integer, Section> entry : sections.entrySet()) {
        Section section = entry.getValue();
        if (entry.getKey() != expected++) {
          break;
        }
        String value = section.value;
        int first = value.indexOf('\'');
        int second = value.indexOf('\'', first + 1);
        if (entry.getKey() == 0 && section.extended && second > 0) {
          charset = value.substring(0, first);
          value = value.substring(second + 1);
        }
        octets.writeBytes(
            section.extended ? unescaped(value) : value.getBytes(StandardCharsets.UTF_8));
      }
      return Charsets.decode(octets.toByteArray(), charset == null ? "utf-8" : charset);
    }

    private static byte[] unescaped(String value) {
      byte[] in = value.getBytes(StandardCharsets.UTF_8);
      ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
      for (int i = 0; i < in.length; i++) {
        if (in[i] == '%'
            && i + 2 < in.length
            && QuotedPrintable.hex(in[i + 1]) >= 0
            && QuotedPrintable.hex(in[i + 2]) >= 0) {
          out.write(QuotedPrintable.hex(in[i + 1]) << 4 | QuotedPrintable.hex(in[i + 2]));
          i += 2;
        } else {
          out.write(in[i]);
        }
      }
      return out.toByteArray();
    }
  }

  private static final class Cursor {
    private final String text;
    private int at;

    Cursor(String text) {
      this.text = text;
    }

    boolean skip(char wanted) {
      boolean there = at < text.length() && text.charAt(at) == wanted;
      at += there ? 1 : 0;
      return there;
    }

    /** Text up to one of these, comments left out. */
    String until(String stops) {
      StringBuilder out = new StringBuilder();
      while (at < text.length() && stops.indexOf(text.charAt(at)) < 0) {
        if (text.charAt(at) == '(') {
          comment();
        } else {
          out.append(text.charAt(at++));
        }
      }
      return out.toString().strip();
    }

    String value() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      if (!skip('"')) {
        // A comment may follow a token, but file names hold brackets: only after white space.
        int start = at;
        while (at < text.length() && text.charAt(at) != ';') {
          if (text.charAt(at) == '(' && at > start && text.charAt(at - 1) == ' ') {
            String token = text.substring(start, at).strip();
            until(";");
            return token;
          }
          at++;
        }
        return text.substring(start, at).strip();
      }
      StringBuilder out = new StringBuilder();
      while (at < text.length() && text.charAt(at) != '"') {
        char c = text.charAt(at++);
        // Only quotes and backslashes are taken as escaped: names such as C:\new.txt are common.
        if (c == '\\' && at < text.length() && "\"\\".indexOf(text.charAt(at)) >= 0) {
          c = text.charAt(at++);
        }
        out.append(c);
      }
      at++;
      at = Math.min(at, text.length());
      until(";");
      return out.toString();
    }

    private void comment() {
      int depth = 0;
      while (at < text.length()) {
        char c = text.charAt(at++);
        if (c == '\\') {
          at = Math.min(at + 1, text.length());
        } else if (c == '(') {
          depth++;
        } else if (c == ')' && --depth == 0) {
          return;
        }
      }
    }
  }
}
