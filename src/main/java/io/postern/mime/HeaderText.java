package io.postern.mime;

/** Text for people inside header fields: encoded words (RFC 2047), both ways. */
public final class HeaderText {

  private HeaderText() {}

  /** Encoded words become text; everything else stays. Never throws. */
  public static String decode(String value) {
    throw new UnsupportedOperationException("being built");
  }

  /** ASCII stays as it is; other text becomes encoded words (UTF-8, lines of at most 75). */
  public static String encode(String text) {
    throw new UnsupportedOperationException("being built");
  }

  /** A display name as atoms, a quoted string or encoded words. */
  static String phrase(String text) {
    throw new UnsupportedOperationException("being built");
  }
}
