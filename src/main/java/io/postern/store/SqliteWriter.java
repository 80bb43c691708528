package io.postern.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer: a platform thread that takes whatever waits, up to a batch, into one commit.
 *
 * <p>Each work runs inside a savepoint, so that one that throws takes nothing of the others with
 * it. Nobody hears of success before the commit's fsync. When the disk is full or broken the whole
 * batch fails, the store is unhealthy, and from then on a commit is tried each second until one
 * works. Between commits the write-ahead log is emptied and truncated: it is also where deleted
 * content would stand longest (SPEC 14.5).
 */
final class SqliteWriter {
  private static final Logger log = LoggerFactory.getLogger(SqliteWriter.class);
  private static final long PROBE_MILLIS = 1_000;

  private final SqliteFile file;
  private final StoreSettings settings;
  private final ReentrantReadWriteLock readers;
  private final LinkedBlockingQueue<Job<?>> waiting;
  private final StoreThread thread;
  private final AtomicLong commits = new AtomicLong();
  private volatile boolean closed;
  private volatile boolean healthy = true;

  // Of the writer thread alone.
  private @Nullable SqliteTx tx;
  private boolean walDirty = true;
  private long walTruncated = System.nanoTime();
  private long walTried = System.nanoTime();

  /**
   * @param readers read-locked by every running reader
   */
  SqliteWriter(SqliteFile file, StoreSettings settings, ReentrantReadWriteLock readers) {
    this.file = file;
    this.settings = settings;
    this.readers = readers;
    this.waiting = new LinkedBlockingQueue<>(settings.waiting());
    this.thread = new StoreThread("store-writer", this::loop);
  }

  void start() {
    thread.start();
  }

  boolean healthy() {
    return healthy;
  }

  int waiting() {
    return waiting.size();
  }

  /** Commits since the start. */
  long commits() {
    return commits.get();
  }

  <T> T write(Database.Work<T> work) {
    Job<T> job = new Job<>(work);
    if (closed) {
      throw new StoreException("the store is closed");
    }
    if (!waiting.offer(job)) {
      throw new StoreException("too many works wait for the store");
    }
    if (closed && waiting.remove(job)) {
      throw new StoreException("the store is closed");
    }
    return job.await(settings.patience());
  }

  private void loop() {
    try {
      while (!closed || !waiting.isEmpty()) {
        List<Job<?>> batch = next();
        if (!batch.isEmpty()) {
          commit(batch);
        } else if (!healthy) {
          probe();
        }
        tidyWal();
      }
    } catch (InterruptedException nobodyDoesThis) {
      log.error("the store's writer was interrupted and stops");
    } finally {
      healthy = false;
      closed = true;
      disconnect();
      for (Job<?> job = waiting.poll(); job != null; job = waiting.poll()) {
        job.failed(new StoreException("the store is closed"));
      }
    }
  }

  private List<Job<?>> next() throws InterruptedException {
    List<Job<?>> batch = new ArrayList<>();
    Job<?> first = waiting.poll(PROBE_MILLIS, TimeUnit.MILLISECONDS);
    if (first != null) {
      batch.add(first);
      waiting.drainTo(batch, settings.batch() - 1);
    }
    return batch;
  }

  private void commit(List<Job<?>> batch) {
    List<Job<?>> ran = new ArrayList<>(batch.size());
    try {
      SqliteTx now = connected();
      now.execute("BEGIN IMMEDIATE");
      for (Job<?> job : batch) {
        if (job.begin() && run(now, job)) {
          ran.add(job);
        }
      }
      now.execute("COMMIT");
    } catch (SQLException | RuntimeException | Error e) {
      broke(e);
      for (Job<?> job : batch) {
        // Those that failed alone have their answer already; those not begun begin no more.
        job.failed(new StoreException("the store could not commit", e));
      }
      return;
    }
    commits.incrementAndGet();
    walDirty = true;
    well();
    for (Job<?> job : ran) {
      job.done();
    }
  }

  /** Whether the work stands. One that threw is undone and told so. */
  private static boolean run(SqliteTx tx, Job<?> job) throws SQLException {
    tx.execute("SAVEPOINT work");
    Throwable thrown = null;
    tx.lend();
    try {
      job.run(tx);
    } catch (Throwable own) {
      thrown = own;
    } finally {
      tx.takeBack();
    }
    SQLException broken = tx.broken();
    if (broken != null) {
      throw broken;
    }
    if (thrown != null) {
      tx.execute("ROLLBACK TO work");
    }
    tx.execute("RELEASE work");
    if (thrown != null) {
      job.failed(thrown);
    }
    return thrown == null;
  }

  private SqliteTx connected() throws SQLException {
    SqliteTx now = tx;
    if (now == null) {
      now = new SqliteTx(file.writing());
      tx = now;
    }
    return now;
  }

  private void disconnect() {
    if (tx != null) {
      tx.close();
      tx = null;
    }
  }

  /** Closing the connection rolls back whatever was open. */
  private void broke(Throwable e) {
    disconnect();
    if (healthy) {
      healthy = false;
      log.error("the store takes nothing: {}", e.getMessage());
    }
  }

  private void well() {
    if (!healthy) {
      healthy = true;
      log.info("the store takes works again");
    }
  }

  /** A write that changes nothing: the header of the file. */
  private void probe() {
    try {
      SqliteTx now = connected();
      now.execute("BEGIN IMMEDIATE");
      now.execute("PRAGMA user_version=1");
      now.execute("COMMIT");
      walDirty = true;
      well();
    } catch (SQLException e) {
      disconnect();
    }
  }

  private void tidyWal() {
    if (!walDirty || !healthy || tx == null) {
      return;
    }
    long now = System.nanoTime();
    long size = file.walSize();
    boolean old = now - walTruncated > settings.walAge().toNanos();
    if (size <= settings.walLimit() && !old) {
      return;
    }
    // A reader in the way is met again soon; asked at every commit it would only cost.
    if (now - walTried < TimeUnit.MILLISECONDS.toNanos(250) && size < 2 * settings.walLimit()) {
      return;
    }
    walTried = now;
    // Under load there is always some reader: when the log has grown, new ones wait a moment.
    boolean hold = size > 4 * settings.walLimit() && holdReaders();
    try {
      if (tx.truncateWal()) {
        walTruncated = now;
        walDirty = false;
      }
    } catch (SQLException e) {
      broke(e);
    } finally {
      if (hold) {
        readers.writeLock().unlock();
      }
    }
  }

  private boolean holdReaders() {
    try {
      return readers.writeLock().tryLock(100, TimeUnit.MILLISECONDS);
    } catch (InterruptedException nobodyDoesThis) {
      return false;
    }
  }

  /** Runs what waits, then ends. */
  void close() {
    closed = true;
    waiting.offer(Job.nothing());
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
