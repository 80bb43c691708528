package io.postern.seal;

/**
 * Sealed bytes did not open: they were changed, cut, or were not meant for this place or key. Says
 * nothing about why.
 */
public final class BrokenSeal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BrokenSeal(String what) {
    super(what);
  }
}
