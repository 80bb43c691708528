package io.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** SPEC 7.6: a dead host is backed off once, not per message. */
class OutagesTest {
  private static final InetSocketAddress HOST =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 25);

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final Outages outages = new Outages(now::get, new Random(7));

  private void pass(Duration time) {
    now.updateAndGet(at -> at.plus(time));
  }

  @Test
  void aHostThatNobodyFoundSilentIsConnectedTo() {
    assertThat(outages.of(HOST)).isEmpty();
    outages.answered(HOST);
    assertThat(outages.of(HOST)).isEmpty();
  }

  @Test
  void manyWhoFindOutTogetherCountOnce() {
    Instant first = outages.silent(HOST);
    for (int i = 0; i < 20; i++) {
      assertThat(outages.silent(HOST)).isEqualTo(first);
    }
    assertThat(Duration.between(now.get(), first))
        .isBetween(Duration.ofSeconds(54), Duration.ofSeconds(66));
    assertThat(outages.of(HOST)).contains(first);
  }

  @Test
  void thePausesDoubleFromAMinuteToAnHour() {
    Duration longest = Duration.ZERO;
    for (int i = 0; i < 12; i++) {
      assertThat(outages.of(HOST)).isEmpty();
      Duration pause = Duration.between(now.get(), outages.silent(HOST));
      Duration wanted = Duration.ofMinutes(Math.min(60, 1 << i));
      assertThat(pause)
          .isBetween(wanted.multipliedBy(9).dividedBy(10), wanted.multipliedBy(11).dividedBy(10));
      longest = pause;
      pass(pause);
    }
    assertThat(longest).isLessThanOrEqualTo(Duration.ofMinutes(66));
  }

  @Test
  void whenThePauseIsOverOneGoesToSeeAndTheOthersWait() {
    outages.silent(HOST);
    pass(Duration.ofMinutes(2));
    assertThat(outages.of(HOST)).isEmpty();
    assertThat(outages.of(HOST)).contains(now.get().plus(Duration.ofMinutes(1)));
    assertThat(outages.of(HOST)).isPresent();

    outages.answered(HOST);
    assertThat(outages.of(HOST)).isEmpty();
    assertThat(outages.of(HOST)).isEmpty();
  }

  @Test
  void whoeverWentToSeeAndNeverCameBackIsReplaced() {
    outages.silent(HOST);
    pass(Duration.ofMinutes(2));
    assertThat(outages.of(HOST)).isEmpty();
    pass(Duration.ofMinutes(7));
    assertThat(outages.of(HOST)).isEmpty();
    assertThat(outages.of(HOST)).isPresent();
  }

  @Test
  void anAdministratorsRetryForgetsAll() {
    outages.silent(HOST);
    assertThat(outages.of(HOST)).isPresent();
    outages.forget();
    assertThat(outages.of(HOST)).isEqualTo(Optional.empty());
  }
}
