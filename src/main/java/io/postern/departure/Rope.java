package io.postern.departure;

import io.postern.mime.ByteSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message as it will go out: pieces in their order, most of them stretches of the stored message.
 * Immutable; read as often as wanted, one piece open at a time.
 */
public final class Rope {

  /** A stretch of the message. */
  sealed interface Piece {
    long size();

    InputStream open(ByteSource stored) throws IOException;
  }

  /** Octets of the stored message. */
  record Kept(long from, long to) implements Piece {
    @Override
    public long size() {
      return to - from;
    }

    @Override
    public InputStream open(ByteSource stored) throws IOException {
      return stored.from(from, to);
    }
  }

  /** Octets of ours. */
  @SuppressWarnings("ArrayRecordComponent")
  record Written(byte[] octets) implements Piece {
    @Override
    public long size() {
      return octets.length;
    }

    @Override
    public InputStream open(ByteSource stored) {
      return new java.io.ByteArrayInputStream(octets);
    }
  }

  /** A body encoded anew; its size was counted before. */
  record Encoded(Body body, long size) implements Piece {
    /** Reads the body, encoded. */
    interface Body {
      InputStream open(ByteSource stored) throws IOException;
    }

    @Override
    public InputStream open(ByteSource stored) throws IOException {
      return body.open(stored);
    }
  }

  private final List<Piece> pieces;
  private final long size;

  private Rope(List<Piece> pieces) {
    this.pieces = List.copyOf(pieces);
    this.size = pieces.stream().mapToLong(Piece::size).sum();
  }

  /** The stored message as it is. */
  public static Rope whole(long size) {
    return new Rope(List.of(new Kept(0, size)));
  }

  /** Exact, in octets. */
  public long size() {
    return size;
  }

  /** Whether this is the stored message, octet for octet. */
  public boolean unchanged() {
    return pieces.size() == 1 && pieces.getFirst() instanceof Kept;
  }

  /** The message's octets. The caller closes the stream. */
  public InputStream open(ByteSource stored) {
    return new Reading(pieces.iterator(), stored);
  }

  /** Strings pieces together; neighbours in the stored message become one stretch again. */
  static final class Spinner {
    private final List<Piece> pieces = new ArrayList<>();

    void kept(long from, long to) {
      if (from >= to) {
        return;
      }
      if (!pieces.isEmpty()
          && pieces.getLast() instanceof Kept(long before, long until)
          && until == from) {
        pieces.removeLast();
        pieces.add(new Kept(before, to));
      } else {
        pieces.add(new Kept(from, to));
      }
    }

    void written(byte[] octets) {
      pieces.add(new Written(octets));
    }

    void encoded(Encoded piece) {
      pieces.add(piece);
    }

    Rope rope() {
      return new Rope(pieces);
    }
  }

  private static final class Reading extends InputStream {
    private final Iterator<Piece> rest;
    private final ByteSource stored;
    private @Nullable InputStream piece;

    Reading(Iterator<Piece> rest, ByteSource stored) {
      this.rest = rest;
      this.stored = stored;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, target.length);
      if (length == 0) {
        return 0;
      }
      while (true) {
        InputStream open = piece;
        if (open == null) {
          if (!rest.hasNext()) {
            return -1;
          }
          open = rest.next().open(stored);
          piece = open;
        }
        int read = open.read(target, offset, length);
        if (read >= 0) {
          return read;
        }
        close();
      }
    }

    @Override
    public void close() throws IOException {
      InputStream open = piece;
      piece = null;
      if (open != null) {
        open.close();
      }
    }
  }
}
