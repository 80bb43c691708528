package io.postern.smtp;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/**
 * Bytes as they come in, buffered once for whoever reads next: a {@link LineReader}, then a {@link
 * DataReader}, then lines again. Small while a session idles, wide while a message streams.
 * Confined to the session's thread.
 */
public final class Inbound {

  /** Where bytes come from. */
  @FunctionalInterface
  public interface Source {
    /**
     * Reads at least one byte.
     *
     * @param patience how long to wait at most; positive
     * @return how many, or -1 at the end
     * @throws java.net.SocketTimeoutException when nothing came in time
     */
    int read(byte[] into, int offset, int length, Duration patience) throws IOException;
  }

  private static final int NARROW = 2 * 1024;
  private static final int WIDE = 32 * 1024;

  private final Source source;
  byte[] buffer = new byte[NARROW];

  /** The next byte to hand out. */
  int position;

  /** After the last byte that came in. */
  int limit;

  public Inbound(Source source) {
    this.source = source;
  }

  /**
   * Waits for more bytes and appends them.
   *
   * @return how many came
   * @throws EOFException at the end
   */
  int fill(Duration patience) throws IOException {
    if (position > 0) {
      System.arraycopy(buffer, position, buffer, 0, limit - position);
      limit -= position;
      position = 0;
    }
    if (limit == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int count = source.read(buffer, limit, buffer.length - limit, patience);
    if (count < 0) {
      throw new EOFException("the peer has gone");
    }
    limit += count;
    return count;
  }

  int available() {
    return limit - position;
  }

  /** Room for a message. */
  void widen() {
    resize(Math.max(WIDE, buffer.length));
  }

  /** Room for commands, and for what came behind the message already. */
  void narrow() {
    resize(Math.max(NARROW, available()));
  }

  /**
   * Throws away every byte that was read and not handed out. At STARTTLS: what came in clear must
   * not be taken for what came under TLS (SPEC 1.2, CVE-2011-0411).
   */
  public void discard() {
    position = 0;
    limit = 0;
  }

  private void resize(int size) {
    if (size != buffer.length) {
      byte[] resized = new byte[size];
      System.arraycopy(buffer, position, resized, 0, available());
      limit = available();
      position = 0;
      buffer = resized;
    }
  }
}
