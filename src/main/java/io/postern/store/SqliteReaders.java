package io.postern.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/** Platform threads that read, each with a read-only connection of its own. */
final class SqliteReaders {
  private final SqliteFile file;
  private final StoreSettings settings;
  private final ReentrantReadWriteLock gate;
  private final LinkedBlockingQueue<Job<?>> waiting;
  private final List<StoreThread> threads = new ArrayList<>();
  private volatile boolean closed;

  /**
   * @param gate read-locked while a reader runs
   */
  SqliteReaders(SqliteFile file, StoreSettings settings, ReentrantReadWriteLock gate) {
    this.file = file;
    this.settings = settings;
    this.gate = gate;
    this.waiting = new LinkedBlockingQueue<>(settings.waiting());
    for (int i = 0; i < settings.readers(); i++) {
      threads.add(new StoreThread("store-reader-" + i, this::loop));
    }
  }

  void start() {
    threads.forEach(Thread::start);
  }

  <T> T read(Database.Work<T> work) {
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
    SqliteTx tx = null;
    try {
      while (!closed || !waiting.isEmpty()) {
        Job<?> job = waiting.poll(200, TimeUnit.MILLISECONDS);
        if (job != null && job.begin()) {
          tx = run(tx, job);
        }
      }
    } catch (InterruptedException nobodyDoesThis) {
      // The pool is one reader smaller.
    } finally {
      if (tx != null) {
        tx.close();
      }
    }
  }

  /** Returns the connection for the next one; null when this one should not be used again. */
  private @Nullable SqliteTx run(@Nullable SqliteTx had, Job<?> job) {
    SqliteTx tx = had;
    gate.readLock().lock();
    try {
      if (tx == null) {
        tx = new SqliteTx(file.reading());
      }
      tx.execute("BEGIN");
      tx.lend();
      try {
        job.run(tx);
      } finally {
        tx.takeBack();
      }
      SQLException broken = tx.broken();
      if (broken != null) {
        throw broken;
      }
      tx.execute("COMMIT");
      job.done();
      return tx;
    } catch (SQLException e) {
      job.failed(new StoreException("the store could not be read", e));
    } catch (Throwable own) {
      job.failed(own);
      if (ended(tx)) {
        return tx;
      }
    } finally {
      gate.readLock().unlock();
    }
    if (tx != null) {
      tx.close();
    }
    return null;
  }

  private static boolean ended(@Nullable SqliteTx tx) {
    try {
      if (tx == null || tx.broken() != null) {
        return false;
      }
      tx.execute("ROLLBACK");
      return true;
    } catch (SQLException gone) {
      return false;
    }
  }

  void close() {
    closed = true;
    threads.forEach(each -> waiting.offer(Job.nothing()));
    boolean interrupted = false;
    for (StoreThread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    for (Job<?> job = waiting.poll(); job != null; job = waiting.poll()) {
      job.failed(new StoreException("the store is closed"));
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
