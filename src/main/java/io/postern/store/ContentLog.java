package io.postern.store;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Predicate;

/** Contents in a folder. */
public final class ContentLog implements ContentStore {

  private ContentLog() {}

  /**
   * Opens the folder, creating it as needed. One process at a time.
   *
   * @throws IOException when it cannot be opened, or another process has it
   */
  public static ContentLog open(Path folder, InstantSource clock) throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public Writer create() throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public SeekableByteChannel open(ContentRef ref) throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void delete(ContentRef ref) throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public int sweep(Predicate<ContentRef> isNamed) throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() throws IOException {}
}
