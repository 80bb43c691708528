package io.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who is next, without threads. */
class TurnsTest {
  private static final Instant NOW = Instant.ofEpochMilli(1_764_000_000_000L);

  private long keys;

  private Bundle one(long organisation, long destination) {
    Item item =
        new Item(++keys, Item.Kind.COPY, keys, organisation, destination, Item.ALONE, 0, NOW);
    return new Bundle(List.of(new Lease(item, 1, NOW.plus(Duration.ofHours(1)))));
  }

  private static Turns turns(int workers, int perDestination, int perMinute) {
    return new Turns(new QueueSettings(workers, perDestination, perMinute, Duration.ofHours(48)));
  }

  /** Begins all that may; whose they are, in order. */
  private static List<Long> begun(Turns turns) {
    List<Long> begun = new ArrayList<>();
    for (Optional<Bundle> next = turns.next(NOW); next.isPresent(); next = turns.next(NOW)) {
      begun.add(next.get().organisation());
    }
    return begun;
  }

  @Test
  void organisationsTakeTurns() {
    Turns turns = turns(100, 100, 0);
    for (int i = 0; i < 5; i++) {
      turns.offer(one(1, 10 + i));
    }
    turns.offer(one(2, 20));
    turns.offer(one(3, 30));
    turns.offer(one(3, 31));
    assertThat(begun(turns)).containsExactly(1L, 2L, 3L, 1L, 3L, 1L, 1L, 1L);
  }

  @Test
  void oneAloneGetsHalfAndTheNextHalfOfWhatIsLeft() {
    Turns turns = turns(64, 64, 0);
    for (int i = 0; i < 64; i++) {
      turns.offer(one(1, i));
    }
    assertThat(begun(turns)).hasSize(32);
    for (int i = 0; i < 64; i++) {
      turns.offer(one(2, 100 + i));
    }
    assertThat(begun(turns)).hasSize(16).containsOnly(2L);
    turns.offer(one(3, 200));
    assertThat(begun(turns)).containsExactly(3L);
  }

  @Test
  void aFullDestinationHoldsNobodyUpWhoGoesElsewhere() {
    Turns turns = turns(100, 4, 0);
    for (int i = 0; i < 10; i++) {
      turns.offer(one(1, 7));
    }
    turns.offer(one(1, 8));
    turns.offer(one(2, 7));
    turns.offer(one(2, 7));
    List<String> begun = new ArrayList<>();
    for (Optional<Bundle> next = turns.next(NOW); next.isPresent(); next = turns.next(NOW)) {
      begun.add(next.get().organisation() + " to " + next.get().destination());
    }
    assertThat(begun).containsExactly("1 to 7", "2 to 7", "1 to 8", "2 to 7");
  }

  @Test
  void whatEndsMakesRoomForTheNextInTurn() {
    Turns turns = turns(100, 1, 0);
    turns.offer(one(1, 7));
    turns.offer(one(1, 7));
    turns.offer(one(2, 7));
    Bundle first = turns.next(NOW).orElseThrow();
    assertThat(turns.next(NOW)).isEmpty();
    turns.done(first, NOW);
    Bundle second = turns.next(NOW).orElseThrow();
    assertThat(second.organisation()).isEqualTo(2);
    turns.done(second, NOW);
    assertThat(begun(turns)).containsExactly(1L);
  }

  @Test
  void theRateOfADestinationSpacesWhatBegins() {
    Turns turns = turns(100, 100, 60);
    turns.offer(one(1, 7));
    turns.offer(one(1, 7));
    turns.offer(one(1, 8));
    assertThat(begun(turns)).hasSize(2);
    assertThat(turns.nextPace(NOW)).contains(NOW.plusSeconds(1));
    assertThat(turns.next(NOW.plusMillis(999))).isEmpty();
    assertThat(turns.next(NOW.plusSeconds(1))).isPresent();
  }

  @Test
  void thereIsRoomAgainWhenHalfOfWhatWaitedIsGone() {
    Turns turns = turns(1_000, 10, 0);
    assertThat(turns.room(1, 7)).isEqualTo(10);
    for (int i = 0; i < 10; i++) {
      turns.offer(one(1, 7));
    }
    assertThat(turns.room(1, 7)).isZero();
    assertThat(turns.room(1, 8)).isEqualTo(10);
    assertThat(begun(turns)).hasSize(5);
    assertThat(turns.room(1, 7)).isEqualTo(5);
  }

  @Test
  void afterAllHasEndedNothingIsRemembered() {
    Turns turns = turns(10, 10, 0);
    List<Bundle> begun = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      turns.offer(one(i % 3, i % 5));
    }
    while (!turns.isIdle()) {
      turns.next(NOW).ifPresentOrElse(begun::add, () -> turns.done(begun.removeFirst(), NOW));
    }
    assertThat(turns.active()).isZero();
    assertThat(turns.room(0)).isEqualTo(64);
  }

  @Test
  void whatWaitsCanBeTakenBack() {
    Turns turns = turns(10, 10, 0);
    for (int i = 0; i < 8; i++) {
      turns.offer(one(1, i));
    }
    Bundle begun = turns.next(NOW).orElseThrow();
    assertThat(turns.clear()).hasSize(7).doesNotContain(begun);
    assertThat(turns.next(NOW)).isEmpty();
    turns.done(begun, NOW);
    assertThat(turns.isIdle()).isTrue();
  }
}
