package io.postern.departure;

/** Something in the message cannot be made fit without changing what it says. */
final class NoRemedy extends Exception {
  private static final long serialVersionUID = 1L;

  NoRemedy(String why) {
    super(why, null, false, false);
  }
}
