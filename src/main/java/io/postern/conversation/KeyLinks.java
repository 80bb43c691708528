package io.postern.conversation;

import io.postern.seal.DataKey;
import io.postern.seal.LinkSecret;
import io.postern.store.Tx;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message's key opens another's. A <em>parent</em> link lets whoever opens an answer to all
 * open what it answers; an <em>author</em> link lets a guest read again what they wrote, and needs
 * their link secret beside the key of the message they answered.
 */
final class KeyLinks {
  private static final int SECRET = 32;

  private KeyLinks() {}

  /** A way from {@code holder} to {@code held}. */
  record Link(long held, @Nullable Long author, byte[] bytes) {}

  static byte[] parent(DataKey holder, DataKey held, String heldId, SecureRandom random) {
    byte[] secret = new byte[SECRET];
    random.nextBytes(secret);
    byte[] wrapped = held.wrapUnder(secret, parentContext(heldId));
    byte[] both = Arrays.copyOf(secret, SECRET + wrapped.length);
    System.arraycopy(wrapped, 0, both, SECRET, wrapped.length);
    return holder.sealCard(both, parentContext(heldId));
  }

  static DataKey followParent(DataKey holder, byte[] link, String heldId) {
    byte[] both = holder.openCard(link, parentContext(heldId));
    return DataKey.unwrap(
        Arrays.copyOf(both, SECRET),
        Arrays.copyOfRange(both, SECRET, both.length),
        parentContext(heldId));
  }

  static byte[] author(DataKey holder, LinkSecret link, DataKey held, String heldId) {
    return holder.sealCard(
        held.wrapUnder(link.reveal(), authorContext(heldId)), authorContext(heldId));
  }

  static DataKey followAuthor(DataKey holder, LinkSecret link, byte[] bytes, String heldId) {
    return DataKey.unwrap(
        link.reveal(), holder.openCard(bytes, authorContext(heldId)), authorContext(heldId));
  }

  static List<Link> from(Tx tx, long holder) {
    return tx.list(
        "SELECT held, author, bytes FROM key_link WHERE holder = ? ORDER BY held",
        r -> new Link(r.getLong(1), Columns.longOrNull(r, 2), r.getBytes(3)),
        holder);
  }

  static void insert(Tx tx, long holder, long held, @Nullable Long author, byte[] bytes) {
    tx.update(
        "INSERT INTO key_link (holder, held, author, bytes) VALUES (?, ?, ?, ?)",
        holder,
        held,
        author,
        bytes);
  }

  private static String parentContext(String heldId) {
    return "parent " + heldId;
  }

  private static String authorContext(String heldId) {
    return "author " + heldId;
  }
}
