package io.postern.conversation;

import io.postern.mime.BadPartTree;
import io.postern.mime.ByteSource;
import io.postern.mime.PartTree;
import io.postern.seal.DataKey;
import io.postern.store.ContentStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Opens sealed contents, cards and part trees with their data key. The contexts that bind each to
 * its message stand here and nowhere else.
 */
public final class Contents {
  private final ContentStore store;

  public Contents(ContentStore store) {
    this.store = store;
  }

  static String cardContext(String messageId) {
    return "card of " + messageId;
  }

  static String partsContext(String messageId) {
    return "parts of " + messageId;
  }

  /** Seals a message's card. */
  public static byte[] sealCard(DataKey key, String messageId, Card card) {
    return key.sealCard(card.encode(), cardContext(messageId));
  }

  /** Seals a message's part tree. */
  public static byte[] sealParts(DataKey key, String messageId, PartTree parts) {
    return key.sealCard(parts.encode(), partsContext(messageId));
  }

  /** The card; throws when the message was destroyed. */
  public Card card(MessageRow message, DataKey key) {
    return Card.decode(key.openCard(present(message.card()), cardContext(message.publicId())));
  }

  /** The part tree. */
  public PartTree parts(MessageRow message, DataKey key) {
    try {
      return PartTree.decode(
          key.openCard(present(message.parts()), partsContext(message.publicId())));
    } catch (BadPartTree torn) {
      throw new IllegalStateException("a torn part tree", torn);
    }
  }

  /** The message's bytes, as a source that decrypts what is asked for. The key must stay open. */
  public ByteSource bytes(MessageRow message, DataKey key) {
    return (start, end) -> from(message, key, start, end);
  }

  /** The message's bytes from {@code start} to before {@code end}. */
  public InputStream from(MessageRow message, DataKey key, long start, long end)
      throws IOException {
    String text = message.content();
    if (text == null) {
      throw new IOException("the content was destroyed");
    }
    SeekableByteChannel sealed =
        store.open(new ContentStore.ContentRef(text, message.contentLength()));
    try {
      SeekableByteChannel plain = key.opening(sealed, message.publicId());
      plain.position(start);
      return new Slice(plain, end - start);
    } catch (IOException | RuntimeException failed) {
      sealed.close();
      throw failed;
    }
  }

  private static byte[] present(byte @Nullable [] sealed) {
    if (sealed == null) {
      throw new IllegalStateException("the message was destroyed");
    }
    return sealed;
  }

  /** A bounded stretch of a channel, which it closes. */
  private static final class Slice extends InputStream {
    private final SeekableByteChannel channel;
    private long left;

    Slice(SeekableByteChannel channel, long length) {
      this.channel = channel;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (left <= 0) {
        return -1;
      }
      ByteBuffer buffer = ByteBuffer.wrap(into, offset, (int) Math.min(length, left));
      int read;
      do {
        read = channel.read(buffer);
      } while (read == 0 && buffer.hasRemaining());
      if (read > 0) {
        left -= read;
      }
      return read;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
