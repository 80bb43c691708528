package io.postern.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;

/**
 * Keeps sealed contents: written once, front to back, read from anywhere, deleted whole. One
 * contract suite holds every implementation. Thread-safe; each writer and channel belongs to one
 * thread.
 */
public interface ContentStore extends AutoCloseable {

  /** Begins a content. Memory does not grow with what is written. */
  Writer create() throws IOException;

  /**
   * Opens a content for reading.
   *
   * @throws IOException when it is not there (any more)
   */
  SeekableByteChannel open(ContentRef ref) throws IOException;

  /** Deletes a content and frees or overwrites its bytes; deleting twice is no error. */
  void delete(ContentRef ref) throws IOException;

  /**
   * Deletes what no transaction names: contents finished or begun more than an hour ago for which
   * {@code isNamed} says no. Returns how many went.
   */
  int sweep(java.util.function.Predicate<ContentRef> isNamed) throws IOException;

  @Override
  void close() throws IOException;

  /** A content being written. Closing without {@link #finish} throws it away. */
  abstract class Writer extends OutputStream {
    /** Makes it durable (fsync, shared with others) and names it. Call at most once. */
    public abstract ContentRef finish() throws IOException;
  }

  /**
   * Where a content stands.
   *
   * @param text opaque, at most 64 ASCII characters, chosen by the store: kept in the database
   * @param length stored octets
   */
  record ContentRef(String text, long length) {}
}
