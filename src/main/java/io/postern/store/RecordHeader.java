package io.postern.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What stands before each content in a segment, 32 octets: magic, length, time, checksum of the
 * content, checksum of the header (which also covers segment and offset, so that bytes copied
 * elsewhere are no header), one octet that says live or dead, rest zero.
 *
 * @param length octets of content that follow
 * @param millis when it was appended, epoch milliseconds
 * @param checksum CRC-32C of the content
 */
record RecordHeader(int length, long millis, int checksum, boolean live) {
  static final int SIZE = 32;

  /** Records begin at multiples of this. */
  static final int ALIGNED = 32;

  static final int STATE_AT = 24;
  static final byte DEAD = 'D';

  private static final int MAGIC = 0x50535231;
  private static final byte LIVE = 'L';

  /** Header, content and padding. */
  long span() {
    return span(length);
  }

  static long span(long length) {
    return (SIZE + length + ALIGNED - 1) / ALIGNED * ALIGNED;
  }

  ByteBuffer bytes(String segment, long offset) {
    ByteBuffer out = ByteBuffer.allocate(SIZE);
    out.putInt(MAGIC).putInt(length).putLong(millis).putInt(checksum);
    out.putInt(sum(out.array(), segment, offset));
    out.put(live ? LIVE : DEAD);
    return out.clear();
  }

  /** Reads a header; empty when these octets are none, or not of this place. */
  static Optional<RecordHeader> read(ByteBuffer from, String segment, long offset) {
    byte[] bytes = new byte[SIZE];
    from.get(bytes);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.getInt() != MAGIC) {
      return Optional.empty();
    }
    int length = in.getInt();
    long millis = in.getLong();
    int checksum = in.getInt();
    byte state = bytes[STATE_AT];
    boolean whole = in.getInt() == sum(bytes, segment, offset) && length >= 0;
    return whole && (state == LIVE || state == DEAD)
        ? Optional.of(new RecordHeader(length, millis, checksum, state == LIVE))
        : Optional.empty();
  }

  private static int sum(byte[] header, String segment, long offset) {
    CRC32C sum = new CRC32C();
    sum.update(header, 0, 20);
    sum.update(segment.getBytes(StandardCharsets.US_ASCII));
    sum.update(ByteBuffer.allocate(8).putLong(offset).flip());
    return (int) sum.getValue();
  }
}
