package io.postern.queue;

import io.postern.store.Database;
import io.postern.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The queue table. Thread-safe, but for claiming: that is one thread's. */
public final class Queue {
  private final Database database;
  private final InstantSource clock;
  private final Duration leaseTime;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<Instant>> retryListeners = new CopyOnWriteArrayList<>();
  private final Claiming claiming = new Claiming();
  private Instant retryAsked = Instant.EPOCH;

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
   *
   * @param destination see {@link Item#destination}
   * @param bundle see {@link Item#bundle}
   */
  public void add(
      Tx tx, Item.Kind kind, long subject, long organisation, long destination, long bundle) {
    Instant now = clock.instant();
    tx.update(
        """
        INSERT INTO queue (key, kind, subject, organisation, destination, bundle, next_try,
          attempts, leased, token, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?)
        """,
        database.newKey(),
        kind.code(),
        subject,
        organisation,
        destination,
        bundle,
        now,
        now);
  }

  /** Makes an item due now. */
  public void hurry(Tx tx, Item.Kind kind, long subject) {
    tx.update(
        """
        UPDATE queue SET next_try = ? WHERE kind = ? AND subject = ? AND next_try > ?
          AND leased = 0
        """,
        clock.instant(),
        kind.code(),
        subject,
        clock.instant());
  }

  /**
   * Makes an item due at that time, sooner or later than it was; false when there is none or a
   * worker is on it: then its worker says what happens next.
   */
  public boolean put(Tx tx, Item.Kind kind, long subject, Instant at) {
    return tx.update(
            "UPDATE queue SET next_try = ? WHERE kind = ? AND subject = ? AND leased = 0",
            at,
            kind.code(),
            subject)
        == 1;
  }

  /** Gives an item more time before its tries end, and lets their pauses begin anew. */
  public void extend(Tx tx, Item.Kind kind, long subject, Duration by) {
    tx.update(
        """
        UPDATE queue SET created_at = created_at + ?, attempts = 0 WHERE kind = ? AND subject = ?
        """,
        by.toMillis(),
        kind.code(),
        subject);
  }

  /** Takes an item out, unless a worker is on it, who will find that there is nothing to do. */
  public void remove(Tx tx, Item.Kind kind, long subject) {
    tx.update(
        "DELETE FROM queue WHERE kind = ? AND subject = ? AND leased = 0", kind.code(), subject);
  }

  /** Has every process forget which hosts were silent. */
  public void askRetry(Tx tx) {
    tx.update("UPDATE queue_retry SET asked_at = ?", clock.instant());
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

  /**
   * Hears when an administrator asked for a retry, in whatever process: what was known of dead
   * hosts at that moment is to be forgotten. Called by the claiming thread.
   */
  public void onRetryAsked(Consumer<Instant> listener) {
    retryListeners.add(listener);
  }

  /**
   * What was claimed.
   *
   * @param more whether to ask again at once: not every lane has been looked at
   * @param leftBehind whether something is due for which there was no room
   */
  record Claimed(List<Bundle> bundles, boolean more, boolean leftBehind) {}

  /** Claims due items; each is this worker's until its lease ends. */
  Claimed claim(Claiming.Room room) {
    Instant now = clock.instant();
    Claiming.Found found = database.read(tx -> claiming.look(tx, now, room));
    hearOfRetries(found.retryAsked());
    if (found.groups().isEmpty()) {
      return new Claimed(List.of(), found.more(), found.leftBehind());
    }
    Instant until = now.plus(leaseTime);
    List<Bundle> bundles =
        database.write(tx -> {
          List<Bundle> mine = new ArrayList<>();
          for (List<Claiming.Due> group : found.groups()) {
            List<Lease> leases = new ArrayList<>();
            for (Claiming.Due due : group) {
              // Somebody else may have been faster: then this touches nothing.
              if (tx.update(
                      """
                      UPDATE queue SET token = token + 1, next_try = ?, leased = 1
                      WHERE key = ? AND token = ? AND next_try <= ?
                      """,
                      until,
                      due.item().key(),
                      due.token(),
                      now)
                  == 1) {
                leases.add(new Lease(due.item(), due.token() + 1, until));
              }
            }
            if (!leases.isEmpty()) {
              mine.add(new Bundle(leases));
            }
          }
          return mine;
        });
    return new Claimed(bundles, found.more(), found.leftBehind());
  }

  private void hearOfRetries(Instant asked) {
    if (asked.isAfter(retryAsked)) {
      retryAsked = asked;
      retryListeners.forEach(listener -> listener.accept(asked));
    }
  }

  /** Whether so little of the lease is left that work on it should not begin. */
  boolean isStale(Lease lease) {
    return clock.instant().isAfter(lease.until().minus(leaseTime.dividedBy(2)));
  }

  /** Gives an item back after its handler failed unexpectedly. */
  void returned(Lease lease, Instant at) {
    database.write(tx -> {
      lease.again(tx, at);
      return true;
    });
  }

  /** Gives back what was claimed and not begun: it is due as it was. */
  void notBegun(List<Bundle> bundles) {
    if (bundles.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    database.write(tx -> {
      for (Bundle bundle : bundles) {
        for (Lease lease : bundle.leases()) {
          tx.update(
              "UPDATE queue SET next_try = ?, leased = 0 WHERE key = ? AND token = ?",
              now,
              lease.item().key(),
              lease.token());
        }
      }
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
}
