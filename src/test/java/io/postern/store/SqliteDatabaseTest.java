package io.postern.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteDatabaseTest extends DatabaseContract {
  static final String MIGRATIONS = "classpath:io/postern/store/testmigration";

  @TempDir private Path folder;

  @Override
  Database open() {
    return open(settings());
  }

  private static StoreSettings settings() {
    return StoreSettings.defaults().withMigrations(MIGRATIONS);
  }

  private Path file() {
    return folder.resolve("data").resolve("postern.db");
  }

  private SqliteDatabase open(StoreSettings settings) {
    return SqliteDatabase.open(file(), settings);
  }

  private SqliteDatabase sqlite() {
    return (SqliteDatabase) database();
  }

  /** Holds the writer inside a work while others come to wait. */
  private List<Object> whileTheWriterIsBusy(List<Database.Work<Object>> works) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    List<Object> outcomes = new ArrayList<>();
    try (ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> busy =
          virtual.submit(() ->
              sqlite()
                  .write(tx -> {
                    begun.countDown();
                    try {
                      go.await();
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                    return 0;
                  }));
      begun.await();
      List<Future<Object>> waiting = new ArrayList<>();
      for (Database.Work<Object> work : works) {
        waiting.add(virtual.submit(() -> sqlite().write(work)));
      }
      Awaitility.await().until(() -> sqlite().waiting() == works.size());
      go.countDown();
      busy.get();
      for (Future<Object> one : waiting) {
        try {
          outcomes.add(one.get());
        } catch (java.util.concurrent.ExecutionException e) {
          outcomes.add(e.getCause());
        }
      }
    }
    return outcomes;
  }

  @Test
  void givesWaitingWorksOneCommit() throws Exception {
    List<Database.Work<Object>> works = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      int id = i;
      works.add(tx -> tx.update(INSERT, id, "n" + id));
    }
    long before = sqlite().commits();
    assertThat(whileTheWriterIsBusy(works)).hasSize(60).containsOnly(1);
    assertThat(sqlite().commits() - before)
        .as("one for the busy work, one for the rest")
        .isEqualTo(2);
    assertThat(count()).isEqualTo(60);
  }

  @Test
  void letsAFailingWorkFailAlone() throws Exception {
    RuntimeException own = new IllegalArgumentException("own");
    List<Database.Work<Object>> works = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      int id = i;
      works.add(tx -> {
        tx.update(INSERT, id, "n" + id);
        if (id % 3 == 1) {
          throw own;
        }
        if (id % 3 == 2) {
          tx.update(INSERT, id + 1_000, "n" + id);
        }
        return "in";
      });
    }
    List<Object> outcomes = whileTheWriterIsBusy(works);
    for (int i = 0; i < 30; i++) {
      switch (i % 3) {
        case 0 -> assertThat(outcomes.get(i)).isEqualTo("in");
        case 1 -> assertThat(outcomes.get(i)).isSameAs(own);
        default -> assertThat(outcomes.get(i)).isInstanceOf(StoreException.Taken.class);
      }
    }
    assertThat(count()).isEqualTo(10);
    assertThat(sqlite().healthy()).isTrue();
  }

  @Test
  void neverRunsAWorkWhoseCallerGaveUp() throws Exception {
    database().close();
    StoreSettings hasty =
        new StoreSettings(
            1, 8, 100, Duration.ofMillis(50), 1 << 20, Duration.ofHours(1), MIGRATIONS);
    try (SqliteDatabase store = open(hasty)) {
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch go = new CountDownLatch(1);
      Thread busy =
          Thread.ofVirtual()
              .start(() ->
                  store.write(tx -> {
                    begun.countDown();
                    try {
                      go.await();
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                    return tx.update(INSERT, 1, "busy");
                  }));
      begun.await();
      assertThatThrownBy(() -> store.write(tx -> tx.update(INSERT, 2, "late")))
          .isInstanceOf(StoreException.class);
      go.countDown();
      busy.join();
      store.write(tx -> tx.update(INSERT, 3, "after"));
      assertThat(
              store.<List<String>>read(
                  tx -> tx.list("SELECT name FROM thing ORDER BY id", row -> row.getString(1))))
          .as("begun is waited for beyond patience; given up is never begun")
          .containsExactly("busy", "after");
    }
  }

  @Test
  void leavesNoPlainOctetsOfWhatWasDeleted() throws Exception {
    database().close();
    StoreSettings prompt =
        new StoreSettings(
            2, 64, 1_000, Duration.ofSeconds(30), 1 << 20, Duration.ofMillis(1), MIGRATIONS);
    SqliteDatabase store = open(prompt);
    try (store) {
      for (int i = 0; i < 300; i++) {
        int id = i;
        byte[] body =
            "canary-body-%d ".formatted(i).repeat(1 + i % 700).getBytes(StandardCharsets.UTF_8);
        store.write(tx ->
            tx.update(
                "INSERT INTO thing (id, name, body) VALUES (?, ?, ?)",
                id,
                "canary-name-" + id,
                body));
      }
      assertThat(everyOctet()).contains("canary-body-7 ").contains("canary-name-7");
      store.write(tx -> tx.update("UPDATE thing SET name = NULL WHERE id < 100"));
      store.write(tx -> tx.update("DELETE FROM thing WHERE id >= 50"));
      store.write(tx -> tx.update("UPDATE thing SET body = NULL, name = 'x' || id"));
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(everyOctet()).doesNotContain("canary"));
    }
    assertThat(everyOctet()).doesNotContain("canary");
  }

  /** Everything in the folder, WAL and shared memory too. */
  private String everyOctet() throws Exception {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(file().getParent())) {
      for (Path one : files.toList()) {
        all.append(new String(Files.readAllBytes(one), StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }

  @Test
  void keepsTheWriteAheadLogSmallUnderLoadAndReaders() throws Exception {
    database().close();
    StoreSettings small =
        new StoreSettings(
            4, 64, 1_000, Duration.ofSeconds(30), 256 << 10, Duration.ofHours(1), MIGRATIONS);
    try (SqliteDatabase store = open(small);
        ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        int me = i;
        all.add(
            virtual.submit(() -> {
              for (int turn = 0; turn < 100; turn++) {
                long id = me * 1_000L + turn;
                store.write(tx ->
                    tx.update("INSERT INTO thing (id, body) VALUES (?, ?)", id, new byte[10_000]));
                store.<Object>read(tx -> tx.list("SELECT id FROM thing", row -> row.getLong(1)));
              }
            }));
      }
      long highest = 0;
      for (Future<?> one : all) {
        while (!one.isDone()) {
          Thread.onSpinWait();
          highest = Math.max(highest, new SqliteFile(file()).walSize());
          Thread.yield();
        }
        one.get();
      }
      // 16 MB went through.
      assertThat(highest).isLessThan(4 << 20);
    }
  }

  @Test
  void keepsFolderAndFilesToItsOwner() throws Exception {
    put(1, "a");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())))
        .isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(file().getParent())) {
      assertThat(files.toList())
          .hasSizeGreaterThanOrEqualTo(2)
          .allSatisfy(one ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one)))
                  .isEqualTo("rw-------"));
    }
  }

  @Test
  void isUnhealthyWhileTheFileCannotBeWrittenAndRecoversByItself() throws Exception {
    put(1, "a");
    try (java.sql.Connection stranger =
            java.sql.DriverManager.getConnection("jdbc:sqlite:" + file());
        java.sql.Statement statement = stranger.createStatement()) {
      statement.execute("BEGIN EXCLUSIVE");
      assertThatThrownBy(() -> put(2, "b")).isInstanceOf(StoreException.class);
      assertThat(sqlite().healthy()).isFalse();
      assertThat(count()).as("readers go on").isEqualTo(1);
      statement.execute("ROLLBACK");
    }
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> sqlite().healthy());
    put(2, "b");
    assertThat(count()).isEqualTo(2);
  }

  @Test
  void refusesAFullStoreAndGoesOnWhenThereIsRoom() {
    // The page limit stands for the disk: SQLite answers both with SQLITE_FULL.
    sqlite().write(tx -> tx.one("PRAGMA max_page_count=60", row -> row.getLong(1)));
    assertThatThrownBy(() ->
            sqlite()
                .write(tx ->
                    tx.update("INSERT INTO thing (id, body) VALUES (1, ?)", new byte[1 << 20])))
        .isInstanceOf(StoreException.class)
        .isNotInstanceOf(StoreException.Taken.class);
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> sqlite().healthy());
    put(2, "small");
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void neverCommitsPiecesOfAWorkThatSwallowsAFullStore() {
    sqlite().write(tx -> tx.one("PRAGMA max_page_count=60", row -> row.getLong(1)));
    assertThatThrownBy(() ->
            sqlite()
                .write(tx -> {
                  tx.update(INSERT, 1, "before");
                  try {
                    tx.update("INSERT INTO thing (id, body) VALUES (2, ?)", new byte[1 << 20]);
                  } catch (StoreException swallowed) {
                    // A careless work.
                  }
                  try {
                    tx.update(INSERT, 3, "after");
                  } catch (StoreException swallowed) {
                    // And again.
                  }
                  return 0;
                }))
        .isInstanceOf(StoreException.class);
    assertThat(count()).isZero();
  }

  @Test
  void refusesToStartOnSomethingElse() throws Exception {
    database().close();
    Files.writeString(
        file(), "this is no database, but it is long enough to be looked at".repeat(50));
    assertThatThrownBy(this::open).isInstanceOf(StoreException.class);
  }

  @Test
  void survivesAnEndWithoutClosing() throws Exception {
    put(1, "a");
    put(2, "b");
    // What kill -9 leaves: the files as they are now, the WAL not emptied.
    Path copy = Files.createDirectory(folder.resolve("copy"));
    for (String name : List.of("postern.db", "postern.db-wal")) {
      Files.copy(file().resolveSibling(name), copy.resolve(name));
    }
    try (SqliteDatabase after = SqliteDatabase.open(copy.resolve("postern.db"), settings())) {
      assertThat(after.<Long>read(tx -> tx.one(COUNT, row -> row.getLong(1)).orElseThrow()))
          .isEqualTo(2L);
    }
  }
}
