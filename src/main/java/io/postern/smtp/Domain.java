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

  /** Sharp s, final sigma, and the two joiners. */
  private static final String DEVIATIONS = "\u00df\u03c2\u200c\u200d";

  public Domain {
    if (ascii.isEmpty()
        || ascii.length() > LONGEST
        || !isLetterDigitHyphen(ascii)
        || looksLikeAddress(ascii)) {
      throw new BadAddress("not a domain name");
    }
  }

  /**
   * Reads a domain in either spelling. The JDK maps U-labels as IDNA 2003 did; the four characters
   * that IDNA 2008 reads differently (RFC 5894 section 7.2) are refused, since a guess would send
   * mail to somebody else's domain: their owners can give the A-label.
   *
   * @param text U-labels or A-labels, any case, a trailing dot is dropped
   * @throws BadAddress when the text is no domain name
   */
  public static Domain of(String text) {
    String bare = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    if (bare.chars().anyMatch(c -> DEVIATIONS.indexOf(c) >= 0)) {
      throw new BadAddress("the domain holds a character that has two readings: give its A-label");
    }
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

  /** No top-level domain is all digits (RFC 3696 section 2): 192.0.2.1 is no domain. */
  private static boolean looksLikeAddress(String ascii) {
    return ascii.substring(ascii.lastIndexOf('.') + 1).chars().allMatch(c -> c >= '0' && c <= '9');
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
