package io.postern.portal;

/**
 * How much of a mail's HTML is read. The sanitiser compares the attributes of a tag with each
 * other, so hostile HTML could cost minutes; mail for people stays far below all of this, and the
 * whole is in the message itself.
 */
final class MailHtmlBound {

  private static final int CHARACTERS = 5 << 20; // as much as a reader shows
  private static final int TAGS = 100_000;
  private static final int WORDS = 300_000; // of all tags: about two for an attribute
  private static final int WORDS_IN_A_TAG = 600;

  private MailHtmlBound() {}

  /** Where to stop reading: the end, or the start of the tag that is too much. */
  static int of(String html) {
    int end = Math.min(html.length(), CHARACTERS);
    int tags = 0;
    int words = 0;
    int i = 0;
    while (i < end) {
      if (html.charAt(i) != '<') {
        i++;
        continue;
      }
      int tag = i++;
      if (++tags > TAGS) {
        return tag;
      }
      if (i == end || !Character.isLetter(html.charAt(i)) && html.charAt(i) != '/') {
        continue;
      }
      int inTag = 0;
      while (i < end && html.charAt(i) != '>') {
        char c = html.charAt(i);
        if (c == '=' && isNamed(html, i)) {
          i = afterQuotes(html, i + 1, end);
          inTag++;
        } else {
          inTag += c <= ' ' || "=\"'/<".indexOf(c) >= 0 ? 1 : 0;
          i++;
        }
        if (inTag > WORDS_IN_A_TAG) {
          return tag;
        }
      }
      words += inTag;
      if (words > WORDS) {
        return tag;
      }
    }
    return end;
  }

  private static boolean isNamed(String html, int equals) {
    return Character.isLetterOrDigit(html.charAt(equals - 1));
  }

  /** A quoted value is one word, however long: pictures are sent as data URLs. */
  private static int afterQuotes(String html, int start, int end) {
    int i = start;
    if (i < end && (html.charAt(i) == '"' || html.charAt(i) == '\'')) {
      int close = html.indexOf(html.charAt(i), i + 1, end);
      return close < 0 ? end : close + 1;
    }
    return i;
  }
}
