package io.postern.store;

/**
 * The database, reached through two doors. Both block the calling (virtual) thread; the work itself
 * runs on platform threads, because a thread inside SQLite's native code pins its carrier.
 *
 * <p>Thread-safe. A transaction holds reads and writes of the database only: never a look-up
 * elsewhere, never a wait.
 */
public interface Database extends AutoCloseable {

  /**
   * Runs the work in a transaction and returns once its commit is durable. Waiting works share one
   * commit; one that throws is rolled back alone and its exception is thrown to its caller.
   *
   * @throws StoreException when the store cannot take it (full, gone, broken); nothing was written
   */
  <T> T write(Work<T> work);

  /**
   * Runs the work against a consistent snapshot. Keep it short: a long reader keeps the WAL
   * growing.
   *
   * @throws StoreException when the store cannot be read
   */
  <T> T read(Work<T> work);

  /** A row key: time-ordered, unique over all nodes, never shown outside the server. */
  long newKey();

  @Override
  void close();

  /** What is done in one transaction. */
  @FunctionalInterface
  interface Work<T> {
    T in(Tx tx);
  }
}
