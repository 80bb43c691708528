package io.postern.store;

import java.nio.file.Path;

/** The database in one file. */
public final class SqliteDatabase implements Database {

  private SqliteDatabase() {}

  /**
   * Opens the database, creating and migrating it as needed.
   *
   * @throws StoreException when it cannot be opened or migrated
   */
  public static SqliteDatabase open(Path file, StoreSettings settings) {
    throw new UnsupportedOperationException();
  }

  /** False from a failure of disk or file until a commit has worked again. */
  public boolean healthy() {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> T write(Work<T> work) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> T read(Work<T> work) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long newKey() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
