package io.postern.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every database keeps to. */
@Timeout(60)
abstract class DatabaseContract {
  static final String INSERT = "INSERT INTO thing (id, name) VALUES (?, ?)";
  static final String COUNT = "SELECT count(*) FROM thing";

  private Database database;

  /** Opens the same database each time it is called within a test. */
  abstract Database open();

  @BeforeEach
  void openIt() {
    database = open();
  }

  @AfterEach
  void closeIt() {
    database.close();
  }

  @Test
  void keepsEveryKindOfValue() {
    Instant at = Instant.ofEpochMilli(1_795_000_000_123L);
    byte[] body = {0, 1, (byte) 255};
    database.write(tx ->
        tx.update(
            "INSERT INTO thing (id, name, body, at, flag) VALUES (?, ?, ?, ?, ?)",
            1L,
            "Zoë ☂",
            body,
            at,
            true));
    record Thing(String name, byte[] body, Instant at, boolean flag) {}
    Thing kept =
        database
            .read(tx ->
                tx.one(
                    "SELECT name, body, at, flag FROM thing WHERE id = ?",
                    row ->
                        new Thing(
                            row.getString(1),
                            row.getBytes(2),
                            Instant.ofEpochMilli(row.getLong(3)),
                            row.getBoolean(4)),
                    1))
            .orElseThrow();
    assertThat(kept.name()).isEqualTo("Zoë ☂");
    assertThat(kept.body()).isEqualTo(body);
    assertThat(kept.at()).isEqualTo(at);
    assertThat(kept.flag()).isTrue();
  }

  @Test
  void tellsEmptyBytesFromNone() {
    database.write(tx -> tx.update("INSERT INTO thing (id, body) VALUES (1, ?)", new byte[0]));
    database.write(tx -> tx.update("INSERT INTO thing (id, body) VALUES (2, ?)", (Object) null));
    assertThat(
            database.<List<Boolean>>read(tx ->
                tx.list("SELECT body IS NULL FROM thing ORDER BY id", row -> row.getBoolean(1))))
        .containsExactly(false, true);
  }

  @Test
  void refusesAValueNoColumnTakes() {
    assertThatThrownBy(() -> database.write(tx -> tx.update(INSERT, 1, 'c')))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void givesEmptyWhereNoRowIsAndRefusesASecondOne() {
    assertThat(
            database.<Optional<Long>>read(
                tx -> tx.one("SELECT id FROM thing", row -> row.getLong(1))))
        .isEmpty();
    put(1, "a");
    put(2, "b");
    assertThatThrownBy(
            () -> database.read(tx -> tx.one("SELECT id FROM thing", row -> row.getLong(1))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void tellsTakenFromOtherFailures() {
    put(1, "a");
    assertThatThrownBy(() -> put(2, "a")).isInstanceOf(StoreException.Taken.class);
    assertThatThrownBy(() -> put(1, "b")).isInstanceOf(StoreException.Taken.class);
    assertThatThrownBy(
            () -> database.write(tx -> tx.update("INSERT INTO part (id, thing) VALUES (1, 99)")))
        .isInstanceOf(StoreException.class)
        .isNotInstanceOf(StoreException.Taken.class);
  }

  @Test
  void letsAWorkGoOnAfterTaken() {
    put(1, "a");
    String outcome =
        database.write(tx -> {
          try {
            tx.update(INSERT, 2, "a");
            return "taken by nobody";
          } catch (StoreException.Taken taken) {
            tx.update(INSERT, 2, "b");
            return "second choice";
          }
        });
    assertThat(outcome).isEqualTo("second choice");
    assertThat(count()).isEqualTo(2);
  }

  @Test
  void neverSaysAValueInAnError() {
    put(1, "very-secret-name");
    assertThatThrownBy(() -> put(2, "very-secret-name"))
        .satisfies(e -> {
          for (Throwable t = e; t != null; t = t.getCause()) {
            assertThat(String.valueOf(t.getMessage())).doesNotContain("very-secret-name");
          }
        });
  }

  @Test
  void undoesAWorkThatThrowsAndHandsItsExceptionOn() {
    IllegalStateException own = new IllegalStateException("own");
    assertThatThrownBy(() ->
            database.write(tx -> {
              tx.update(INSERT, 1, "a");
              throw own;
            }))
        .isSameAs(own);
    assertThat(count()).isZero();
  }

  @Test
  void undoesAWorkOnAnErrorToo() {
    AssertionError own = new AssertionError("own");
    assertThatThrownBy(() ->
            database.write(tx -> {
              tx.update(INSERT, 1, "a");
              throw own;
            }))
        .isSameAs(own);
    assertThat(count()).isZero();
  }

  @Test
  void readsNothingThatWritesThroughTheReadingDoor() {
    assertThatThrownBy(() -> database.read(tx -> tx.update(INSERT, 1, "a")))
        .isInstanceOf(StoreException.class);
    assertThat(count()).isZero();
    put(1, "a");
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void showsAReaderOneSnapshot() {
    put(1, "a");
    List<Long> seen =
        database.read(tx -> {
          List<Long> counts = new ArrayList<>();
          counts.add(tx.one(COUNT, row -> row.getLong(1)).orElseThrow());
          Thread other = Thread.ofVirtual().start(() -> put(2, "b"));
          try {
            other.join();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          counts.add(tx.one(COUNT, row -> row.getLong(1)).orElseThrow());
          return counts;
        });
    assertThat(seen).containsExactly(1L, 1L);
    assertThat(count()).isEqualTo(2);
  }

  @Test
  void refusesAWorkThatKnocksAgain() {
    assertThatThrownBy(() -> database.write(tx -> database.<Long>read(inner -> 1L)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> database.read(tx -> database.<Long>write(inner -> 1L)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void takesTheTransactionBackAfterTheWork() {
    AtomicReference<Tx> kept = new AtomicReference<>();
    database.write(tx -> {
      kept.set(tx);
      return 0;
    });
    assertThatThrownBy(() -> kept.get().update(INSERT, 1, "late"))
        .isInstanceOf(IllegalStateException.class);
    assertThat(count()).isZero();
  }

  @Test
  void mayAskAgainWhileReadingRows() {
    put(1, "a");
    put(2, "b");
    List<Long> both =
        database.read(tx ->
            tx.list(
                "SELECT id FROM thing WHERE id >= ? ORDER BY id",
                outer ->
                    outer.getLong(1)
                        + tx.list(
                                "SELECT id FROM thing WHERE id >= ? ORDER BY id",
                                inner -> inner.getLong(1),
                                2)
                            .getFirst(),
                1));
    assertThat(both).containsExactly(3L, 4L);
  }

  @Test
  void servesTwoHundredVirtualThreadsThatReadAndWrite() throws Exception {
    int threads = 200;
    List<Callable<Long>> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int me = i;
      all.add(() -> {
        long found = 0;
        for (int turn = 0; turn < 10; turn++) {
          long id = me * 1_000L + turn;
          put(id, "t" + id);
          found +=
              database.<Long>read(tx ->
                  tx.one("SELECT id FROM thing WHERE id = ?", row -> row.getLong(1), id)
                      .map(one -> 1L)
                      .orElse(0L));
        }
        return found;
      });
    }
    try (ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
      long found = 0;
      for (Future<Long> one : virtual.invokeAll(all)) {
        found += one.get(50, TimeUnit.SECONDS);
      }
      assertThat(found).as("everybody sees what they wrote").isEqualTo(threads * 10L);
    }
    assertThat(count()).isEqualTo(threads * 10L);
  }

  @Test
  void keepsWhatWasCommittedWhenOpenedAgain() {
    put(1, "a");
    database.close();
    database = open();
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void refusesWorksOnceClosed() {
    database.close();
    assertThatThrownBy(() -> put(1, "a")).isInstanceOf(StoreException.class);
    assertThatThrownBy(this::count).isInstanceOf(StoreException.class);
  }

  @Test
  void makesKeysThatGrowAndNeverRepeat() throws Exception {
    Set<Long> seen = new HashSet<>();
    long last = 0;
    for (int i = 0; i < 100_000; i++) {
      long key = database.newKey();
      assertThat(key).isGreaterThan(last);
      last = key;
      seen.add(key);
    }
    assertThat(seen).hasSize(100_000);
  }

  @Test
  void hearsTheOutcomeAlsoWhenInterrupted() throws Exception {
    AtomicReference<Object> outcome = new AtomicReference<>();
    Thread caller =
        Thread.ofVirtual()
            .unstarted(() -> {
              try {
                outcome.set(
                    database.write(tx -> {
                      tx.update(INSERT, 7, "seven");
                      return "committed";
                    }));
              } catch (StoreException e) {
                outcome.set(e);
              }
            });
    caller.start();
    caller.interrupt();
    caller.join();
    boolean there = count() == 1;
    assertThat(outcome.get())
        .satisfiesAnyOf(
            told -> assertThat(there && "committed".equals(told)).isTrue(),
            told -> assertThat(!there && told instanceof StoreException).isTrue());
  }

  final void put(long id, String name) {
    database.write(tx -> tx.update(INSERT, id, name));
  }

  final long count() {
    return database.read(tx -> tx.one(COUNT, row -> row.getLong(1)).orElseThrow());
  }

  final Database database() {
    return database;
  }
}
