package io.postern.draft;

import org.jspecify.annotations.Nullable;

/**
 * Whose draft, in which conversation. One writer has one draft there.
 *
 * @param conversation key of its row
 * @param message whose key is needed to open the draft; the draft goes with it
 * @param copy the guest's copy, or null; the draft goes with its slot
 * @param account the account that writes, or null
 */
public record Writer(long conversation, long message, @Nullable Long copy, @Nullable Long account) {
  public Writer {
    if ((copy == null) == (account == null)) {
      throw new IllegalArgumentException("a guest or an account writes");
    }
  }
}
