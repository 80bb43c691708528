package io.postern.report;

/** Others' words as one line that can be shown. */
final class Printable {
  private Printable() {}

  /**
   * No line ends, control characters or characters that turn the writing direction; at most so many
   * characters, and never half a surrogate pair.
   */
  static String line(String words, int most) {
    StringBuilder line = new StringBuilder();
    boolean space = false;
    int count = 0;
    for (int i = 0; i < words.length() && count < most; ) {
      int c = words.codePointAt(i);
      i += Character.charCount(c);
      if (isSpace(c)) {
        space = !line.isEmpty();
      } else if (isShown(c)) {
        if (space && count + 2 > most) {
          break;
        }
        count += space ? 2 : 1;
        line.append(space ? " " : "").appendCodePoint(c);
        space = false;
      }
    }
    return line.toString();
  }

  private static boolean isSpace(int c) {
    return Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || Character.getType(c) == Character.CONTROL;
  }

  private static boolean isShown(int c) {
    return switch (Character.getType(c)) {
      case Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
