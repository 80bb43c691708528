package io.postern.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One file of the log. Records are only ever added at its end by {@link Appender}; a deleted one is
 * marked and its octets overwritten; the file goes when none of its records live.
 *
 * <p>A torn or damaged record (power cut in the middle of a write) costs only itself: a reader
 * steps over it to the next place where a whole header stands, and no new record is ever written
 * behind one, because each start begins a new file.
 *
 * <p>Thread-safe: {@code synchronized} keeps the count of the living.
 */
final class Segment {
  private final Path file;
  private final String id;
  private boolean counted;
  private boolean current;
  private boolean dropped;
  private int live;

  /** A file from an earlier run; how many live in it is counted when somebody first asks. */
  static Segment found(Path file) {
    return new Segment(file, false);
  }

  /** A file this run appends to. */
  static Segment begun(Path file) {
    return new Segment(file, true);
  }

  private Segment(Path file, boolean begun) {
    this.file = file;
    this.id = id(file);
    this.counted = begun;
    this.current = begun;
  }

  private static String id(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(0, name.length() - ContentLog.SUFFIX.length());
  }

  String id() {
    return id;
  }

  Path file() {
    return file;
  }

  /** A record at this place is durable. */
  synchronized void added() {
    live++;
  }

  /**
   * Nothing more is appended. True when that was the end of it.
   *
   * @param certain false after a failure: more may stand there than was acknowledged, and is
   *     counted when somebody asks
   */
  synchronized boolean closed(boolean certain) throws IOException {
    current = false;
    counted &= certain;
    return dropIfEmpty();
  }

  /** Opens the content of a live record. */
  SeekableByteChannel open(long offset, long length) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      Optional<RecordHeader> header = header(channel, offset);
      if (header.isEmpty() || !header.get().live() || header.get().length() != length) {
        throw new NoSuchFileException("no content there");
      }
      return new Slice(channel, offset + RecordHeader.SIZE, length);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Marks a record dead and overwrites it. True when the whole file went with it. */
  synchronized boolean kill(long offset) throws IOException {
    if (dropped) {
      return false;
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      Optional<RecordHeader> header = header(channel, offset);
      if (header.isEmpty() || !header.get().live()) {
        return false;
      }
      if (!counted) {
        live = (int) records(channel).stream().filter(one -> one.header().live()).count();
        counted = true;
      }
      // Not forced: if a crash undoes it, the record is named by nobody and swept.
      write(
          channel, ByteBuffer.wrap(new byte[] {RecordHeader.DEAD}), offset + RecordHeader.STATE_AT);
      overwrite(channel, offset + RecordHeader.SIZE, header.get().length());
      live--;
    }
    return dropIfEmpty();
  }

  private boolean dropIfEmpty() throws IOException {
    if (current || !counted || live > 0 || dropped) {
      return false;
    }
    Files.deleteIfExists(file);
    dropped = true;
    return true;
  }

  /** All whole records, live and dead, in their order. Also counts, and drops an empty file. */
  synchronized List<Placed> records() throws IOException {
    if (dropped) {
      return List.of();
    }
    List<Placed> all;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      all = records(channel);
    }
    if (!counted) {
      live = (int) all.stream().filter(one -> one.header().live()).count();
      counted = true;
    }
    return all;
  }

  /** Drops the file if nothing lives in it; for the sweep. */
  synchronized boolean tidy() throws IOException {
    return dropIfEmpty();
  }

  private List<Placed> records(FileChannel channel) throws IOException {
    List<Placed> all = new ArrayList<>();
    long size = channel.size();
    long at = 0;
    while (at + RecordHeader.SIZE <= size) {
      Optional<RecordHeader> header = header(channel, at);
      if (header.isPresent() && at + RecordHeader.SIZE + header.get().length() <= size) {
        all.add(new Placed(at, header.get()));
        at += header.get().span();
      } else {
        at += RecordHeader.ALIGNED;
      }
    }
    return all;
  }

  private Optional<RecordHeader> header(FileChannel channel, long offset) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(RecordHeader.SIZE);
    try {
      readFully(channel, bytes, offset);
    } catch (EOFException tooShort) {
      return Optional.empty();
    }
    return RecordHeader.read(bytes.flip(), id, offset);
  }

  private static void readFully(FileChannel channel, ByteBuffer into, long offset)
      throws IOException {
    while (into.hasRemaining()) {
      if (channel.read(into, offset + into.position()) < 0) {
        throw new EOFException();
      }
    }
  }

  private static void overwrite(FileChannel channel, long offset, int length) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocate(Math.min(length, 65_536));
    for (long at = 0; at < length; at += zeros.capacity()) {
      zeros.clear().limit((int) Math.min(zeros.capacity(), length - at));
      write(channel, zeros, offset + at);
    }
  }

  private static void write(FileChannel channel, ByteBuffer from, long offset) throws IOException {
    long at = offset;
    while (from.hasRemaining()) {
      at += channel.write(from, at);
    }
  }

  /** A record and where it begins. */
  record Placed(long offset, RecordHeader header) {}
}
