package io.postern.mime;

import java.io.IOException;

/** Stored octets that are no part tree: cut short, of an unknown version, or damaged. */
public final class BadPartTree extends IOException {
  private static final long serialVersionUID = 1L;

  BadPartTree(String why) {
    super("not a part tree: " + why);
  }
}
