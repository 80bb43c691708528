package io.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.store.SqliteDatabase;
import io.postern.store.StoreSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Claims stay cheap and fair however much waits (SPEC 7.6), counted, not timed. */
class QueueClaimsTest {
  private static final long BIG = 1;
  private static final long SMALL = 2;
  private static final int MANY = 100_000;

  @TempDir private Path folder;
  private TestQueue town;
  private Turns turns;
  private final List<Bundle> active = new ArrayList<>();

  @BeforeEach
  void open() {
    town = new TestQueue(folder);
    turns = new Turns(QueueSettings.DEFAULT);
  }

  @AfterEach
  void close() {
    town.close();
  }

  private Claiming.Room room() {
    return new Claiming.Room() {
      @Override
      public int of(long organisation) {
        return turns.room(organisation);
      }

      @Override
      public int of(long organisation, long destination) {
        return turns.room(organisation, destination);
      }
    };
  }

  /** What the runner's thread does once. */
  private Queue.Claimed claim() {
    Queue.Claimed claimed = town.queue.claim(room());
    claimed.bundles().forEach(turns::offer);
    begin();
    return claimed;
  }

  private void begin() {
    for (Optional<Bundle> next = turns.next(town.now.get());
        next.isPresent();
        next = turns.next(town.now.get())) {
      active.add(next.get());
    }
  }

  private void claimAll() {
    for (Queue.Claimed claimed = claim();
        claimed.more() || !claimed.bundles().isEmpty();
        claimed = claim()) {}
  }

  /** The worker's end: the item is done with. */
  private void finish(Bundle bundle) {
    town.database.write(tx -> {
      bundle.leases().forEach(lease -> lease.done(tx));
      return true;
    });
    active.remove(bundle);
    turns.done(bundle, town.now.get());
    begin();
  }

  private long activeOf(long organisation) {
    return active.stream().filter(bundle -> bundle.organisation() == organisation).count();
  }

  @Test
  void aHundredThousandDeferredCopiesAreNotLookedAt() {
    town.addDeferred(MANY, BIG, 1_000, Duration.ofMinutes(30));
    town.add(3, SMALL, 7);
    assertThat(claim().bundles()).hasSize(3).allMatch(bundle -> bundle.organisation() == SMALL);
    // Nothing more is due, and that is known after one look.
    Queue.Claimed nothing = claim();
    assertThat(nothing.bundles()).isEmpty();
    assertThat(nothing.more()).isFalse();
    assertThat(nothing.leftBehind()).isFalse();
  }

  @Test
  void everyQuestionOfAClaimIsAStepIntoAnIndex() {
    List<String> questions =
        List.of(
            "SELECT key FROM queue WHERE next_try <= 5 ORDER BY next_try LIMIT 256",
            "SELECT organisation, destination, next_try FROM queue"
                + " WHERE (organisation, destination) > (1, 2)"
                + " ORDER BY organisation, destination, next_try LIMIT 1",
            "SELECT key FROM queue WHERE organisation = 1 AND destination = 2 AND next_try <= 3"
                + " ORDER BY next_try LIMIT 20",
            "SELECT key FROM queue WHERE organisation = 1 AND destination = 2 AND next_try = 3"
                + " AND bundle = 4 LIMIT 100",
            "SELECT MIN(next_try) FROM queue");
    for (String question : questions) {
      List<String> plan =
          town.read(tx -> tx.list("EXPLAIN QUERY PLAN " + question, r -> r.getString("detail")));
      assertThat(plan)
          .as(question)
          .allMatch(step -> step.contains("SEARCH") && step.contains("INDEX queue_"));
    }
  }

  @Test
  void aRowWithAllItsIndexesIsNarrow() throws Exception {
    town.add(MANY, BIG, 7);
    town.close();
    long before = Files.size(folder.resolve("data/postern.db"));
    try (SqliteDatabase empty =
        SqliteDatabase.open(folder.resolve("empty/postern.db"), StoreSettings.defaults())) {
      assertThat(empty.healthy()).isTrue();
    }
    long schema = Files.size(folder.resolve("empty/postern.db"));
    assertThat((before - schema) / MANY).isLessThanOrEqualTo(200);
    open(folder.resolve("again"));
  }

  private void open(Path other) {
    town = new TestQueue(other);
  }

  @Test
  void anothersFirstCopyBeginsAtOnceBesideAHundredThousand() {
    town.add(MANY, BIG, 7);
    claimAll();
    assertThat(activeOf(BIG)).isBetween(1L, 10L);
    town.add(1, SMALL, 8);
    claimAll();
    assertThat(activeOf(SMALL)).isEqualTo(1);
  }

  @Test
  void alsoWhenTheHundredThousandGoToAsManyPlacesAndAllAreSlow() {
    town.add(MANY / 2, BIG, 7);
    town.addDeferred(MANY / 2, BIG, 1_000, Duration.ofMinutes(30));
    // Time passes, nobody finishes: as much is claimed and begun as ever will be.
    town.pass(Duration.ofMinutes(30));
    claimAll();
    claimAll();
    assertThat(activeOf(BIG)).isEqualTo(QueueSettings.DEFAULT.workers() / 2);

    town.add(1, SMALL, 7);
    claimAll();
    assertThat(activeOf(SMALL)).isEqualTo(1);
  }

  @Test
  void theClaimsUntilAnothersFirstCopyAreFewWithManyOrganisationsDeferred() {
    for (int organisation = 100; organisation < 600; organisation++) {
      town.addDeferred(10, organisation, 1_000, Duration.ofHours(1));
    }
    town.add(2_000, BIG, 7);
    claimAll();
    town.add(1, SMALL + 1_000, 8);
    int claims = 0;
    while (activeOf(SMALL + 1_000) == 0) {
      claim();
      claims++;
    }
    // 5,000 lanes, 256 a claim, from wherever the last visit ended.
    assertThat(claims).isLessThanOrEqualTo(2 * (5_000 / Claiming.STEPS + 1));
  }

  @Test
  void twoWithABacklogGetAsMuchDone() {
    town.add(1_000, BIG, 7);
    town.add(1_000, SMALL, 8);
    int[] done = new int[3];
    claimAll();
    for (int i = 0; i < 400; i++) {
      Bundle first = active.getFirst();
      done[(int) first.organisation()]++;
      finish(first);
      claim();
    }
    assertThat(done[1]).isBetween(150, 250);
    assertThat(done[2]).isBetween(150, 250);
  }

  @Test
  void nothingIsForgottenAndNothingIsHandedOutTwice() {
    town.add(700, BIG, 7);
    town.add(300, SMALL, 7);
    List<Long> handed = new ArrayList<>();
    claimAll();
    while (!active.isEmpty()) {
      handed.add(active.getFirst().leases().getFirst().item().subject());
      finish(active.getFirst());
      claimAll();
    }
    assertThat(handed).hasSize(1_000).doesNotHaveDuplicates();
    assertThat(town.queue.size()).isZero();
  }

  @Test
  void twoProcessesShareTheQueueAndEachItemIsOnes() {
    town.add(40, BIG, 7);
    try (SqliteDatabase other =
        SqliteDatabase.open(folder.resolve("data/postern.db"), StoreSettings.defaults())) {
      Queue second = new Queue(other, town.clock, TestQueue.LEASE);
      List<Long> all = new ArrayList<>();
      for (Queue queue : List.of(town.queue, second, town.queue, second)) {
        queue.claim(room()).bundles().stream()
            .map(bundle -> bundle.leases().getFirst().item().key())
            .forEach(all::add);
      }
      assertThat(all).hasSize(40).doesNotHaveDuplicates();
    }
  }

  @Test
  void whoeverOutlivesItsLeaseCannotWrite() {
    town.add(1, BIG, 7);
    Lease late = town.queue.claim(room()).bundles().getFirst().leases().getFirst();
    town.pass(TestQueue.LEASE.plusSeconds(1));
    Lease next = town.queue.claim(room()).bundles().getFirst().leases().getFirst();
    assertThatThrownBy(() ->
            town.database.write(tx -> {
              late.done(tx);
              return true;
            }))
        .isInstanceOf(Lease.LeaseLost.class);
    town.database.write(tx -> {
      next.done(tx);
      return true;
    });
    assertThat(town.queue.size()).isZero();
  }

  @Test
  void whatWasClaimedAndNotBegunIsDueAsItWas() {
    town.add(5, BIG, 7);
    List<Bundle> claimed = town.queue.claim(room()).bundles();
    town.queue.notBegun(claimed);
    List<Bundle> again = town.queue.claim(room()).bundles();
    assertThat(again).hasSize(5).allMatch(b -> b.leases().getFirst().item().attempts() == 0);
  }

  @Test
  void hurryTakesNothingFromAWorker() {
    town.add(1, BIG, 7);
    Lease lease = town.queue.claim(room()).bundles().getFirst().leases().getFirst();
    town.database.write(tx -> {
      town.queue.hurry(tx, Item.Kind.COPY, lease.item().subject());
      return true;
    });
    assertThat(town.queue.claim(room()).bundles()).isEmpty();
  }
}
