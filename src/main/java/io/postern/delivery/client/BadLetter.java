package io.postern.delivery.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The fault is with our own message, not with the peer: unreadable, cut short, or not clean. */
public final class BadLetter extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean forGood;

  BadLetter(String what, boolean forGood, @Nullable Throwable cause) {
    super(what, cause);
    this.forGood = forGood;
  }

  /** Whether another try would find the same. */
  public boolean forGood() {
    return forGood;
  }
}
