package io.postern.queue;

import io.postern.store.SqliteDatabase;
import io.postern.store.StoreSettings;
import io.postern.store.Tx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A queue on a store of its own, with time that is moved by hand. */
final class TestQueue implements AutoCloseable {
  static final Duration LEASE = Duration.ofHours(1);

  final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.ofEpochMilli(1_764_000_000_000L));
  final InstantSource clock = now::get;
  final SqliteDatabase database;
  final Queue queue;
  private long subjects;

  TestQueue(Path folder) {
    this(SqliteDatabase.open(folder.resolve("data/postern.db"), StoreSettings.defaults()));
  }

  TestQueue(SqliteDatabase database) {
    this.database = database;
    this.queue = new Queue(database, clock, LEASE);
  }

  void pass(Duration time) {
    now.updateAndGet(at -> at.plus(time));
  }

  /** Adds copies, due now. */
  void add(int count, long organisation, long destination) {
    database.write(tx -> {
      for (int i = 0; i < count; i++) {
        queue.add(tx, Item.Kind.COPY, ++subjects, organisation, destination, Item.ALONE);
      }
      return true;
    });
  }

  /** Adds copies that wait for a later time, each for a destination of its own. */
  void addDeferred(int count, long organisation, long firstDestination, Duration until) {
    long first = subjects;
    database.write(tx -> {
      for (int i = 0; i < count; i++) {
        queue.add(tx, Item.Kind.COPY, ++subjects, organisation, firstDestination + i, Item.ALONE);
      }
      return tx.update(
          "UPDATE queue SET next_try = ? WHERE subject > ?", now.get().plus(until), first);
    });
  }

  <T> T read(java.util.function.Function<Tx, T> question) {
    return database.read(question::apply);
  }

  @Override
  public void close() {
    database.close();
  }
}
