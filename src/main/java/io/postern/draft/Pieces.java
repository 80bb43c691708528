package io.postern.draft;

import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** A file's pieces one behind the other, one open at a time. Owned by one thread. */
final class Pieces extends InputStream {

  /** Opens one. */
  @FunctionalInterface
  interface Opening {
    InputStream open(DraftRows.Piece piece) throws IOException;
  }

  private final Iterator<DraftRows.Piece> rest;
  private final Opening opening;
  private @Nullable InputStream current;

  Pieces(Iterator<DraftRows.Piece> rest, Opening opening) {
    this.rest = rest;
    this.opening = opening;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (true) {
      InputStream open = current;
      if (open != null) {
        int read = open.read(into, offset, length);
        if (read >= 0) {
          return read;
        }
        open.close();
        current = null;
      }
      if (!rest.hasNext()) {
        return -1;
      }
      current = opening.open(rest.next());
    }
  }

  @Override
  public void close() throws IOException {
    InputStream open = current;
    if (open != null) {
      open.close();
    }
  }
}
