package io.postern.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a content in memory while it is small, and in a file of its own once it is not. Belongs to
 * one thread.
 */
final class ContentWriter extends ContentStore.Writer {
  private static final int CHUNK = 16_384;

  private final Appender appender;
  private final LargeFiles files;
  private final int small;
  private final List<ByteBuffer> full = new ArrayList<>();
  private ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
  private LargeFiles.@Nullable Begun large;
  private long length;
  private boolean ended;

  /**
   * @param small octets up to which it goes into the log
   */
  ContentWriter(Appender appender, LargeFiles files, int small) {
    this.appender = appender;
    this.files = files;
    this.small = small;
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] from, int offset, int count) throws IOException {
    if (ended) {
      throw new IOException("the content has ended");
    }
    length += count;
    if (large == null && length > small) {
      spill();
    }
    if (large != null && count >= CHUNK) {
      drain(large);
      put(large, ByteBuffer.wrap(from, offset, count));
      return;
    }
    int at = offset;
    int left = count;
    while (left > 0) {
      if (!chunk.hasRemaining()) {
        next();
      }
      int n = Math.min(left, chunk.remaining());
      chunk.put(from, at, n);
      at += n;
      left -= n;
    }
  }

  private void next() throws IOException {
    if (large != null) {
      drain(large);
    } else {
      full.add(chunk.flip());
      chunk = ByteBuffer.allocate(CHUNK);
    }
  }

  private void spill() throws IOException {
    LargeFiles.Begun begun = files.begin();
    large = begun;
    for (ByteBuffer one : full) {
      put(begun, one);
    }
    full.clear();
  }

  private void drain(LargeFiles.Begun begun) throws IOException {
    put(begun, chunk.flip());
    chunk.clear();
  }

  private static void put(LargeFiles.Begun begun, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      begun.channel().write(bytes);
    }
  }

  @Override
  public ContentStore.ContentRef finish() throws IOException {
    if (ended) {
      throw new IOException("the content has ended");
    }
    if (large != null) {
      drain(large);
      files.finish(large);
      ended = true;
      return new ContentStore.ContentRef("f:" + large.name(), length);
    }
    full.add(chunk.flip());
    CRC32C sum = new CRC32C();
    for (ByteBuffer one : full) {
      sum.update(one.duplicate());
    }
    ended = true;
    return appender.append(full, (int) length, (int) sum.getValue());
  }

  @Override
  public void close() throws IOException {
    if (!ended) {
      ended = true;
      if (large != null) {
        files.abandon(large);
      }
    }
  }
}
