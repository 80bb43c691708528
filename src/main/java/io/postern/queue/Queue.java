package io.postern.queue;

import io.postern.store.Database;
import io.postern.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The queue table. Thread-safe. */
public final class Queue {
  private final Database database;
  private final InstantSource clock;
  private final Duration leaseTime;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /**
   * @param leaseTime how long a worker may be silent before another takes its item; longer than any
   *     attempt's deadlines in sum
   */
  public Queue(Database database, InstantSource clock, Duration leaseTime) {
    this.database = database;
    this.clock = clock;
    this.leaseTime = leaseTime;
  }

  /**
   * Adds an item, due now, within the caller's transaction. Call {@link #wake} after its commit.
   */
  public void add(Tx tx, Item.Kind kind, long subject, long organisation) {
    Instant now = clock.instant();
    tx.update(
        """
        INSERT INTO queue (key, kind, subject, organisation, next_try, attempts, leased, token, created_at)
        VALUES (?, ?, ?, ?, ?, 0, 0, 0, ?)
        """,
        database.newKey(),
        kind.code(),
        subject,
        organisation,
        now,
        now);
  }

  /** Makes an item due now. */
  public void hurry(Tx tx, Item.Kind kind, long subject) {
    tx.update(
        "UPDATE queue SET next_try = ? WHERE kind = ? AND subject = ? AND next_try > ?",
        clock.instant(),
        kind.code(),
        subject,
        clock.instant());
  }

  /**
   * Ends the leases of a process that is no more. Only where one process owns the store: with
   * several nodes a dead one's leases end by time.
   */
  public void recover() {
    database.write(tx ->
        tx.update("UPDATE queue SET next_try = ?, leased = 0 WHERE leased = 1", clock.instant()));
  }

  /** Tells the runner that something may be due. */
  public void wake() {
    listeners.forEach(Runnable::run);
  }

  void onWake(Runnable listener) {
    listeners.add(listener);
  }

  /** Claims up to {@code most} due items; each is this worker's until its lease ends. */
  List<Lease> claim(int most) {
    Instant now = clock.instant();
    boolean anything =
        database.read(tx ->
            tx.one("SELECT 1 FROM queue WHERE next_try <= ? LIMIT 1", r -> 1, now).isPresent());
    if (!anything) {
      return List.of();
    }
    return database.write(tx -> {
      List<Lease> leases = new ArrayList<>();
      for (Claim due :
          tx.list(
              """
              SELECT key, kind, subject, organisation, attempts, created_at, token
              FROM queue WHERE next_try <= ? ORDER BY next_try LIMIT ?
              """,
              Claim::of,
              now,
              most)) {
        long token = due.token + 1;
        tx.update(
            "UPDATE queue SET token = ?, next_try = ?, leased = 1 WHERE key = ?",
            token,
            now.plus(leaseTime),
            due.item.key());
        leases.add(new Lease(due.item, token));
      }
      return leases;
    });
  }

  /** Gives an item back after its handler failed unexpectedly. */
  void returned(Lease lease, Instant at) {
    database.write(tx -> {
      lease.again(tx, at);
      return true;
    });
  }

  /** When the next item is due, or far in the future. */
  Instant nextDue() {
    return database.read(tx ->
        tx.one("SELECT MIN(next_try) FROM queue", r -> r.getLong(1))
            .filter(millis -> millis > 0)
            .map(Instant::ofEpochMilli)
            .orElse(Instant.MAX));
  }

  /** How many items wait, leased ones included. */
  public long size() {
    return database.read(tx -> tx.one("SELECT COUNT(*) FROM queue", r -> r.getLong(1)).orElse(0L));
  }

  private record Claim(Item item, long token) {
    static Claim of(ResultSet r) throws SQLException {
      return new Claim(
          new Item(
              r.getLong(1),
              Item.Kind.of(r.getInt(2)),
              r.getLong(3),
              r.getLong(4),
              r.getInt(5),
              Instant.ofEpochMilli(r.getLong(6))),
          r.getLong(7));
    }
  }
}
