package io.postern.smtp;

import java.net.IDN;
import java.util.Locale;

/**
 * A mail domain as its A-label in lower case (RFC 5890), without a trailing dot. Address literals
 * such as {@code [192.0.2.1]} are not domains here: nobody's mail domain is one.
 *
 * @param ascii the A-label form, the one to compare, look up and store
 */
public record Domain(String ascii) implements Comparable<Domain> {

  private static final int LONGEST = 253;

  public Domain {
    if (ascii.isEmpty() || ascii.length() > LONGEST || !isLetterDigitHyphen(ascii)) {
      throw new BadAddress("not a domain name");
    }
  }

  /**
   * Reads a domain in either spelling.
   *
   * @param text U-labels or A-labels, any case, a trailing dot is dropped
   * @throws BadAddress when the text is no domain name
   */
  public static Domain of(String text) {
    String bare = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    try {
      return new Domain(IDN.toASCII(bare, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException notIdn) {
      throw new BadAddress("not a domain name");
    }
  }

  /** The form for people: U-labels where the name has them. */
  public String unicode() {
    return IDN.toUnicode(ascii);
  }

  @Override
  public int compareTo(Domain other) {
    return ascii.compareTo(other.ascii);
  }

  @Override
  public String toString() {
    return ascii;
  }

  private static boolean isLetterDigitHyphen(String ascii) {
    int labelStart = 0;
    for (int i = 0; i <= ascii.length(); i++) {
      char c = i == ascii.length() ? '.' : ascii.charAt(i);
      if (c == '.') {
        int length = i - labelStart;
        if (length == 0
            || length > 63
            || ascii.charAt(labelStart) == '-'
            || ascii.charAt(i - 1) == '-') {
          return false;
        }
        labelStart = i + 1;
      } else if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_')) {
        return false;
      }
    }
    return true;
  }
}
