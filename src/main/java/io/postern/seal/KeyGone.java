package io.postern.seal;

/** The queue key was destroyed: what was sealed under it opens no more (SPEC 14.2). */
public final class KeyGone extends Exception {
  private static final long serialVersionUID = 1L;

  KeyGone(String keyId) {
    super("queue key " + keyId + " is gone");
  }
}
