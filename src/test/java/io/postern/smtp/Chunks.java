package io.postern.smtp;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** A source that hands out prepared octets in pieces of chosen sizes, then ends. */
final class Chunks implements Inbound.Source {
  private final byte[] octets;
  private final IntUnaryOperator sizes;
  private int position;
  private int reads;

  /**
   * @param sizes the size of the n-th piece; less than 1 is 1
   */
  Chunks(byte[] octets, IntUnaryOperator sizes) {
    this.octets = octets.clone();
    this.sizes = sizes;
  }

  static Inbound whole(byte[] octets) {
    return new Inbound(new Chunks(octets, _ -> Integer.MAX_VALUE));
  }

  @Override
  public int read(byte[] into, int offset, int length, Duration patience)
      throws SocketTimeoutException {
    if (position == octets.length) {
      return -1;
    }
    int size = Math.max(1, sizes.applyAsInt(reads++));
    int count = Math.min(Math.min(length, size), octets.length - position);
    System.arraycopy(octets, position, into, offset, count);
    position += count;
    return count;
  }

  /** What nobody has read. */
  byte[] rest() {
    return Arrays.copyOfRange(octets, position, octets.length);
  }
}
