package io.postern.policy;

/** A control header that is not valid. The message says what is wrong and never repeats a value. */
final class BadHeader extends Exception {
  private static final long serialVersionUID = 1L;

  BadHeader(String why) {
    super(why, null, false, false);
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
