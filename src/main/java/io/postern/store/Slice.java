package io.postern.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** A part of a file, read as if it were one. Closing it closes the file. */
final class Slice implements SeekableByteChannel {
  private final FileChannel file;
  private final long start;
  private final long length;
  private long position;

  Slice(FileChannel file, long start, long length) {
    this.file = file;
    this.start = start;
    this.length = length;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    if (position >= length) {
      if (!file.isOpen()) {
        throw new ClosedChannelException();
      }
      return -1;
    }
    int limit = into.limit();
    if (into.remaining() > length - position) {
      into.limit(into.position() + (int) (length - position));
    }
    try {
      int n = file.read(into, start + position);
      position += Math.max(0, n);
      return n;
    } finally {
      into.limit(limit);
    }
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long to) {
    if (to < 0) {
      throw new IllegalArgumentException("before the beginning");
    }
    position = to;
    return this;
  }

  @Override
  public long size() {
    return length;
  }

  @Override
  public int write(ByteBuffer from) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return file.isOpen();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
