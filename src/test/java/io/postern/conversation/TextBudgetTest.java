package io.postern.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.store.SqliteDatabase;
import io.postern.store.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextBudgetTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  @TempDir Path folder;

  @Test
  void givesNoMoreThanTheDayHasHoweverManyAskAtOnce() {
    try (SqliteDatabase database = open()) {
      AtomicInteger given = new AtomicInteger();
      try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 30; i++) {
          askers.execute(() -> {
            if (database.write(tx -> TextBudget.take(tx, 1, 7, NOON))) {
              given.incrementAndGet();
            }
          });
        }
      }
      assertThat(given).hasValue(7);
      assertThat(database.<Long>read(tx -> TextBudget.taken(tx, 1, NOON))).isEqualTo(7);
    }
  }

  @Test
  void beginsAnewWithTheNextDayAndForEachOrganisation() {
    try (SqliteDatabase database = open()) {
      assertThat(take(database, 1, 1, NOON)).isTrue();
      assertThat(take(database, 1, 1, NOON)).isFalse();
      assertThat(take(database, 2, 1, NOON)).isTrue();
      assertThat(TextBudget.nextDay(NOON)).isEqualTo("2026-11-24T00:00:00Z");
      assertThat(take(database, 1, 1, NOON.plus(Duration.ofHours(12)))).isTrue();
    }
  }

  @Test
  void aBudgetOfNothingGivesNothing() {
    try (SqliteDatabase database = open()) {
      assertThat(take(database, 1, 0, NOON)).isFalse();
    }
  }

  private static boolean take(SqliteDatabase database, long organisation, int perDay, Instant at) {
    return database.write(tx -> TextBudget.take(tx, organisation, perDay, at));
  }

  private SqliteDatabase open() {
    return SqliteDatabase.open(folder.resolve("postern.db"), StoreSettings.defaults());
  }
}
