package io.postern.seal;

/** Ten evaluations within a day for this recipient and organisation are used up (SPEC 14.3). */
public final class PepperExhausted extends Exception {
  private static final long serialVersionUID = 1L;

  PepperExhausted() {
    super("pepper evaluations of the day are used up");
  }
}
