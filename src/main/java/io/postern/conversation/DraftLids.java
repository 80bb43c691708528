package io.postern.conversation;

import io.postern.draft.Lid;
import io.postern.seal.DataKey;
import io.postern.seal.LinkSecret;
import java.security.SecureRandom;

/**
 * What a draft's key is kept under. A guest's takes the link besides the key that the link opened:
 * the sender's organisation, which can open the message, cannot read what is not sent yet.
 */
final class DraftLids {
  private DraftLids() {}

  static Lid guest(DataKey message, LinkSecret link) {
    return new Lid() {
      @Override
      public byte[] close(DataKey draft, String id) {
        return KeyLinks.author(message, link, draft, context(id));
      }

      @Override
      public DataKey open(byte[] closed, String id) {
        return KeyLinks.followAuthor(message, link, closed, context(id));
      }
    };
  }

  /** An account's: whoever opens the message with the organisation's key opens it too. */
  static Lid account(DataKey message, SecureRandom random) {
    return new Lid() {
      @Override
      public byte[] close(DataKey draft, String id) {
        return KeyLinks.parent(message, draft, context(id), random);
      }

      @Override
      public DataKey open(byte[] closed, String id) {
        return KeyLinks.followParent(message, closed, context(id));
      }
    };
  }

  private static String context(String id) {
    return "draft " + id;
  }
}
