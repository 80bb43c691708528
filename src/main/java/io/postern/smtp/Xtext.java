package io.postern.smtp;

import java.nio.charset.StandardCharsets;

/** How parameters spell characters that may not stand in them. */
final class Xtext {
  private Xtext() {}

  /**
   * Decodes xtext (RFC 3461 section 4).
   *
   * @return printable ASCII
   * @throws SyntaxTrouble when it is no xtext or hides a control character
   */
  static String decode(String xtext, String parameter) throws SyntaxTrouble {
    StringBuilder plain = new StringBuilder(xtext.length());
    for (int i = 0; i < xtext.length(); i++) {
      char c = xtext.charAt(i);
      if (c == '+') {
        // Two upper-case hexadecimal digits, says the grammar.
        int high = i + 2 < xtext.length() ? hex(xtext.charAt(i + 1)) : -1;
        int low = i + 2 < xtext.length() ? hex(xtext.charAt(i + 2)) : -1;
        if (high < 0 || low < 0) {
          throw bad(parameter);
        }
        c = (char) (high << 4 | low);
        i += 2;
      } else if (c < '!' || c > '~' || c == '=') {
        throw bad(parameter);
      }
      if (c < ' ' || c > '~') {
        throw bad(parameter);
      }
      plain.append(c);
    }
    return plain.toString();
  }

  /**
   * Decodes the address of {@code ORCPT=utf-8;} (RFC 6533 section 3): {@code \x{HEX}} for what is
   * not printable ASCII, or, under SMTPUTF8, the characters themselves.
   */
  static String decodeUtf8Address(String text, String parameter) throws SyntaxTrouble {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (c == '\\') {
        int end = text.indexOf('}', i);
        if (!text.startsWith("\\x{", i) || end < i + 5 || end > i + 9) {
          throw bad(parameter);
        }
        c = 0;
        for (char digit : text.substring(i + 3, end).toCharArray()) {
          int value = hex(digit);
          if (value < 0) {
            throw bad(parameter);
          }
          c = c << 4 | value;
        }
        i = end + 1;
      } else {
        if (c == '+' || c == '=') {
          throw bad(parameter);
        }
        i += Character.charCount(c);
      }
      if (!Character.isValidCodePoint(c)
          || Character.isISOControl(c)
          || Character.getType(c) == Character.SURROGATE) {
        throw bad(parameter);
      }
      plain.appendCodePoint(c);
    }
    if (plain.toString().getBytes(StandardCharsets.UTF_8).length > 500) {
      throw bad(parameter);
    }
    return plain.toString();
  }

  private static int hex(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
  }

  private static SyntaxTrouble bad(String parameter) {
    return new SyntaxTrouble(501, "5.5.4", parameter + " is not encoded as it has to be");
  }
}
