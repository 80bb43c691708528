package io.postern.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.seal.KeyService.OrganisationKey;
import io.postern.seal.KeyService.QueueKey;
import io.postern.seal.KeyService.Queued;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every key service keeps to. */
abstract class KeyServiceContract {
  static final SecureRandom RANDOM = new SecureRandom();
  static final SlotContext CONTEXT = new SlotContext("conv", "zoe@b.example", SlotKind.QUEUE);

  private Instant now = Instant.parse("2026-11-23T12:10:00Z");
  private KeyService keys;
  private final DataKey key = DataKey.fresh(RANDOM);

  /** Opens the same service each time it is called within a test. */
  abstract KeyService open() throws Exception;

  final Instant now() {
    return now;
  }

  final KeyService keys() {
    return keys;
  }

  final void pass(Duration time) {
    now = now.plus(time);
  }

  final void reopen() throws Exception {
    keys.close();
    keys = open();
  }

  @BeforeEach
  void openIt() throws Exception {
    keys = open();
  }

  @AfterEach
  void closeIt() {
    keys.close();
  }

  @Test
  void opensAQueueSlotWhileItsKeyStands() throws Exception {
    QueueKey hour = keys.queueKey();
    assertThat(hour.id()).hasSizeLessThanOrEqualTo(32);
    byte[] slot = KeySlots.toKey(key, hour.publicKey(), CONTEXT);
    assertThat(same(keys.openQueueSlot(hour.id(), slot, CONTEXT))).isTrue();
    reopen();
    pass(Duration.ofHours(5));
    assertThat(same(keys.openQueueSlot(hour.id(), slot, CONTEXT))).isTrue();
    SlotContext other = new SlotContext("conv", "eve@b.example", SlotKind.QUEUE);
    assertThatThrownBy(() -> keys.openQueueSlot(hour.id(), slot, other))
        .isInstanceOf(BrokenSeal.class);
  }

  @Test
  void givesEachHourAKeyOfItsOwn() throws Exception {
    QueueKey first = keys.queueKey();
    pass(Duration.ofMinutes(49));
    assertThat(keys.queueKey()).isEqualTo(first);
    reopen();
    assertThat(keys.queueKey()).as("a restart begins no new one").isEqualTo(first);
    pass(Duration.ofMinutes(1));
    assertThat(keys.queueKey().id()).isNotEqualTo(first.id());
    assertThat(keys.queueKey().publicKey()).isNotEqualTo(first.publicKey());
  }

  @Test
  void opensNothingAfterTheHoursKeyWasDestroyed() throws Exception {
    Queued queued = keys.sealForQueue(new byte[] {1, 2, 3}, "notification 7");
    byte[] slot = KeySlots.toKey(key, keys.queueKey().publicKey(), CONTEXT);
    assertThat(keys.openFromQueue(queued, "notification 7")).containsExactly(1, 2, 3);
    assertThatThrownBy(() -> keys.openFromQueue(queued, "notification 8"))
        .isInstanceOf(BrokenSeal.class);

    assertThat(keys.destroyQueueKeys(id -> false)).as("the hour has not ended").isZero();
    pass(Duration.ofMinutes(60));
    assertThat(keys.destroyQueueKeys(id -> false)).as("a commit may be on the way").isZero();
    pass(Duration.ofMinutes(10));
    assertThat(keys.destroyQueueKeys(id -> id.equals(queued.keyId()))).as("needed").isZero();
    assertThat(keys.openFromQueue(queued, "notification 7")).containsExactly(1, 2, 3);
    assertThat(keys.destroyQueueKeys(id -> false)).isEqualTo(1);

    assertThatThrownBy(() -> keys.openFromQueue(queued, "notification 7"))
        .isInstanceOf(KeyGone.class);
    assertThatThrownBy(() -> keys.openQueueSlot(queued.keyId(), slot, CONTEXT))
        .isInstanceOf(KeyGone.class);
    reopen();
    assertThatThrownBy(() -> keys.openFromQueue(queued, "notification 7"))
        .isInstanceOf(KeyGone.class);
    assertThat(keys.destroyQueueKeys(id -> false)).isZero();
  }

  @Test
  void saysHowOldAQueueKeyIsWhileItStands() throws Exception {
    Queued queued = keys.sealForQueue(new byte[] {1}, "n");
    Instant made = keys.queueKeyMade(queued.keyId());
    pass(Duration.ofHours(5));
    assertThat(keys.queueKeyMade(queued.keyId())).isEqualTo(made);
    assertThat(keys.queueKeyMade(keys.queueKey().id())).isEqualTo(made.plus(Duration.ofHours(5)));
    keys.destroyQueueKeys(id -> false);
    assertThatThrownBy(() -> keys.queueKeyMade(queued.keyId())).isInstanceOf(KeyGone.class);
  }

  @Test
  void destroysEveryKeyAfterSeventyTwoHoursNeededOrNot() throws Exception {
    Queued queued = keys.sealForQueue(new byte[] {1}, "n");
    // The hour began at 12:00; it is 12:10.
    pass(Duration.ofHours(71).plusMinutes(49));
    assertThat(keys.destroyQueueKeys(id -> true)).isZero();
    assertThat(keys.openFromQueue(queued, "n")).containsExactly(1);
    pass(Duration.ofMinutes(1));
    assertThatThrownBy(() -> keys.openFromQueue(queued, "n"))
        .as("over, even before it is swept")
        .isInstanceOf(KeyGone.class);
    assertThat(keys.destroyQueueKeys(id -> true)).isEqualTo(1);
  }

  @Test
  void destroysNothingWhenAskingFails() throws Exception {
    Queued queued = keys.sealForQueue(new byte[] {1}, "n");
    pass(Duration.ofHours(3));
    assertThatThrownBy(() ->
            keys.destroyQueueKeys(id -> {
              throw new IllegalStateException("the database is away");
            }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(keys.openFromQueue(queued, "n")).containsExactly(1);
  }

  @Test
  void knowsNoKeyByAStrangeName() {
    for (String id : new String[] {"", "x", "../../etc/passwd", "2026112312-0000000000000000"}) {
      assertThatThrownBy(() -> keys.openQueueSlot(id, new byte[80], CONTEXT))
          .as(id)
          .isInstanceOf(KeyGone.class);
    }
  }

  @Test
  void opensASlotWithTheOrganisationItWasMadeFor() throws Exception {
    OrganisationKey one = keys.newOrganisationKey();
    OrganisationKey two = keys.newOrganisationKey();
    SlotContext sender = new SlotContext("conv", "", SlotKind.SENDER);
    byte[] slot = KeySlots.toKey(key, one.publicKey(), sender);
    reopen();
    assertThat(same(keys.openWith(one.wrappedPrivate(), slot, sender))).isTrue();
    assertThatThrownBy(() -> keys.openWith(two.wrappedPrivate(), slot, sender))
        .isInstanceOf(BrokenSeal.class);
    assertThatThrownBy(() -> keys.openWith(new byte[60], slot, sender))
        .isInstanceOf(BrokenSeal.class);
    assertThatThrownBy(() -> keys.openWith(one.wrappedPrivate(), slot, CONTEXT))
        .isInstanceOf(BrokenSeal.class);
    assertThatThrownBy(() -> keys.openWith(one.wrappedPrivate(), new byte[3], sender))
        .isInstanceOf(BrokenSeal.class);
  }

  @Test
  void opensWhatWasSealedToTheDeployment() throws Exception {
    SlotContext account = new SlotContext("conv", "zoe@b.example", SlotKind.ACCOUNT);
    byte[] slot = KeySlots.toKey(key, keys.deploymentKey(), account);
    byte[] secret = keys.sealSecret(new byte[] {9}, "number 3");
    HpkePublicKey before = keys.deploymentKey();
    reopen();
    assertThat(keys.deploymentKey()).isEqualTo(before);
    assertThat(same(keys.openWithDeployment(slot, account))).isTrue();
    assertThat(keys.openSecret(secret, "number 3")).containsExactly(9);
    assertThatThrownBy(() -> keys.openSecret(secret, "number 4")).isInstanceOf(BrokenSeal.class);
    assertThatThrownBy(() -> keys.openSecret(slot, "number 3")).isInstanceOf(BrokenSeal.class);
  }

  @Test
  void digestsTheSameSecretApartByPurpose() throws Exception {
    byte[] digest = keys.digest("smtp", new byte[] {1});
    reopen();
    assertThat(keys.digest("smtp", new byte[] {1})).isEqualTo(digest).hasSize(32);
    assertThat(keys.digest("api", new byte[] {1})).isNotEqualTo(digest);
    assertThat(keys.digest("smtp", new byte[] {2})).isNotEqualTo(digest);
  }

  @Test
  void whatWasNoGuessDoesNotCountAgainstTheTenOfADay() throws Exception {
    for (int i = 0; i < 30; i++) {
      keys.pepper("org", "zoe");
      keys.noGuess("org", "zoe");
    }
    for (int guess = 0; guess < 10; guess++) {
      keys.pepper("org", "zoe");
    }
    assertThatThrownBy(() -> keys.pepper("org", "zoe")).isInstanceOf(PepperExhausted.class);
    keys.noGuess("org", "yan");
    assertThatThrownBy(() -> keys.pepper("org", "zoe")).isInstanceOf(PepperExhausted.class);
  }

  @Test
  void evaluatesThePepperTenTimesADayPerOrganisationAndRecipient() throws Exception {
    byte[] first = keys.pepper("org", "zoe");
    assertThat(first).hasSize(32);
    for (int i = 1; i < 10; i++) {
      pass(Duration.ofHours(1));
      assertThat(keys.pepper("org", "zoe")).isEqualTo(first);
    }
    assertThatThrownBy(() -> keys.pepper("org", "zoe")).isInstanceOf(PepperExhausted.class);
    assertThat(keys.pepper("org", "yan")).isNotEqualTo(first);
    assertThat(keys.pepper("other", "zoe")).isNotEqualTo(first);
    assertThat(keys.pepper("or", "gzoe")).isNotEqualTo(first);
    pass(Duration.ofHours(15).minusSeconds(1));
    assertThatThrownBy(() -> keys.pepper("org", "zoe")).isInstanceOf(PepperExhausted.class);
    pass(Duration.ofSeconds(1));
    assertThat(keys.pepper("org", "zoe")).as("the first of them is a day old").isEqualTo(first);
    assertThatThrownBy(() -> keys.pepper("org", "zoe")).isInstanceOf(PepperExhausted.class);
  }

  @Test
  void sealsNothingOnceClosed() {
    keys.close();
    assertThatThrownBy(() -> keys.sealForQueue(new byte[1], "n"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> keys.digest("smtp", new byte[1]))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> keys.pepper("org", "zoe")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(keys::newOrganisationKey).isInstanceOf(IllegalStateException.class);
  }

  final boolean same(DataKey other) {
    return java.util.Arrays.equals(key.reveal(), other.reveal());
  }
}
