package io.postern.store;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The database in one file: SQLite in WAL mode with {@code synchronous=FULL} and {@code
 * secure_delete}, one writer that batches commits, a few readers. One process at a time.
 */
public final class SqliteDatabase implements Database {
  private final SqliteWriter writer;
  private final SqliteReaders readers;
  private final RowKeys keys;
  private final AtomicBoolean closed = new AtomicBoolean();

  private SqliteDatabase(SqliteFile file, StoreSettings settings) {
    ReentrantReadWriteLock gate = new ReentrantReadWriteLock(true);
    this.writer = new SqliteWriter(file, settings, gate);
    this.readers = new SqliteReaders(file, settings, gate);
    this.keys = new RowKeys(InstantSource.system(), 0);
  }

  /**
   * Opens the database, creating and migrating it as needed.
   *
   * @throws StoreException when it cannot be opened or migrated
   */
  public static SqliteDatabase open(Path file, StoreSettings settings) {
    SqliteFile sqlite = new SqliteFile(file);
    sqlite.prepare(settings.migrations());
    SqliteDatabase database = new SqliteDatabase(sqlite, settings);
    database.writer.start();
    database.readers.start();
    return database;
  }

  /** False from a failure of disk or file until a commit has worked again. */
  public boolean healthy() {
    return writer.healthy();
  }

  @Override
  public <T> T write(Work<T> work) {
    StoreThread.refuseNesting();
    return writer.write(work);
  }

  @Override
  public <T> T read(Work<T> work) {
    StoreThread.refuseNesting();
    return readers.read(work);
  }

  @Override
  public long newKey() {
    return keys.next();
  }

  /** Works that wait for the writer, for metrics. */
  public int waiting() {
    return writer.waiting();
  }

  /** Commits since it was opened, for metrics. */
  public long commits() {
    return writer.commits();
  }

  /** Runs what waits, then closes the file. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      readers.close();
      writer.close();
    }
  }
}
