package io.postern.mime;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** A stream through a {@link TransferDecoder}. */
final class DecodingStream extends InputStream {

  private final InputStream in;
  private final TransferDecoder decoder;
  private final byte[] encoded = new byte[16 * 1024];
  private final byte[] decoded = new byte[encoded.length + TransferDecoder.SLACK];
  private int next;
  private int end;
  private boolean finished;

  DecodingStream(InputStream in, TransferDecoder decoder) {
    this.in = in;
    this.decoder = decoder;
  }

  @Override
  public int read() throws IOException {
    return fill() ? decoded[next++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, end - next);
    System.arraycopy(decoded, next, target, offset, count);
    next += count;
    return count;
  }

  private boolean fill() throws IOException {
    while (next == end) {
      if (finished) {
        return false;
      }
      int count = in.read(encoded);
      next = 0;
      if (count < 0) {
        finished = true;
        end = decoder.finish(decoded, 0);
      } else {
        end = decoder.decode(encoded, 0, count, decoded, 0);
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
