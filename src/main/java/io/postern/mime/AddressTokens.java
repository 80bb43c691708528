package io.postern.mime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The words of an address field (RFC 5322 section 3.2): atoms, quoted strings, domain literals,
 * comments, specials.
 *
 * @param clean false when a quoted string, comment or literal does not end
 */
record AddressTokens(List<Token> list, boolean clean) {

  enum Kind {
    WORD,
    QUOTED,
    LITERAL,
    COMMENT,
    SPECIAL
  }

  /**
   * One word.
   *
   * @param text without the quotes, brackets or parentheses around it
   * @param spaceBefore white space or a comment stands before it
   */
  record Token(Kind kind, String text, boolean spaceBefore) {
    boolean is(String special) {
      return kind == Kind.SPECIAL && text.equals(special);
    }
  }

  static AddressTokens of(String value) {
    List<Token> tokens = new ArrayList<>();
    boolean clean = true;
    boolean space = false;
    int i = 0;
    while (i < value.length()) {
      char c = value.charAt(i);
      switch (c) {
        case ' ', '\t' -> {
          space = true;
          i++;
          continue;
        }
        case '"', '(', '[' -> {
          StringBuilder inside = new StringBuilder();
          int end = enclosed(value, i, c, inside);
          clean &= end > 0;
          Kind kind = c == '"' ? Kind.QUOTED : c == '(' ? Kind.COMMENT : Kind.LITERAL;
          tokens.add(new Token(kind, inside.toString(), space));
          i = Math.abs(end);
        }
        case '<', '>', '@', ',', ':', ';', '.', ')', ']', '\\' -> {
          clean &= c != ')' && c != ']' && c != '\\';
          tokens.add(new Token(Kind.SPECIAL, String.valueOf(c), space));
          i++;
        }
        default -> {
          int start = i;
          while (i < value.length() && " \t\"([<>@,:;.)]\\".indexOf(value.charAt(i)) < 0) {
            clean &= !Character.isISOControl(value.charAt(i));
            i++;
          }
          tokens.add(new Token(Kind.WORD, value.substring(start, i), space));
        }
      }
      space = c == '(';
    }
    return new AddressTokens(tokens, clean);
  }

  /** Reads to the closing character; where it goes on, negative when nothing closed it. */
  private static int enclosed(String value, int start, char open, StringBuilder inside) {
    char close = open == '"' ? '"' : open == '(' ? ')' : ']';
    int depth = 1;
    int i = start + 1;
    for (; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\' && i + 1 < value.length()) {
        c = value.charAt(++i);
      } else if (c == close) {
        if (--depth == 0) {
          return i + 1;
        }
      } else if (c == open && open == '(') {
        depth++; // comments nest
      }
      inside.append(c);
    }
    return -i;
  }

  /** {@code local@domain} from its tokens, white space around dots dropped; null if it is none. */
  static @Nullable String specification(List<Token> tokens) {
    int at = -1;
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).is("@")) {
        if (at >= 0) {
          return null;
        }
        at = i;
      }
    }
    if (at < 0) {
      return null;
    }
    String local = dotted(tokens.subList(0, at));
    String domain = dotted(tokens.subList(at + 1, tokens.size()));
    if (local == null || domain == null) {
      return null;
    }
    boolean quoted = tokens.subList(0, at).stream().anyMatch(t -> t.kind() == Kind.QUOTED);
    String spelled = quoted ? '"' + local.replace("\\", "\\\\").replace("\"", "\\\"") + '"' : local;
    return spelled + "@" + domain;
  }

  /** Words with single dots between them; two words side by side are no local part. */
  private static @Nullable String dotted(List<Token> tokens) {
    StringBuilder text = new StringBuilder();
    boolean wordWanted = true;
    for (Token token : tokens) {
      boolean dot = token.is(".");
      if (token.kind() == Kind.LITERAL || token.kind() == Kind.SPECIAL && !dot) {
        return null;
      }
      if (dot == wordWanted) {
        return null;
      }
      text.append(token.text());
      wordWanted = dot;
    }
    return wordWanted ? null : text.toString();
  }
}
