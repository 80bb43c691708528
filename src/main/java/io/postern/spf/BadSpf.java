package io.postern.spf;

/** Something in a record or macro is not what RFC 7208 section 12 allows. */
final class BadSpf extends Exception {
  private static final long serialVersionUID = 1L;

  BadSpf(String why) {
    super(why, null, false, false);
  }
}
