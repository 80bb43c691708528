package io.postern.seal;

/** Too many password or code derivations wait already; the caller should say "try again". */
public final class SealBusy extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SealBusy() {
    super("too many password derivations are waiting");
  }
}
