package io.postern.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeySlotsTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final SlotContext LINK = new SlotContext("conv", "zoe@b.example", SlotKind.LINK);
  private static final SlotContext CODE =
      new SlotContext("conv", "zoe@b.example", SlotKind.LINK_CODE);

  /** Each differs from {@link #LINK} in one thing, or only in where one part ends. */
  private static final List<SlotContext> OTHERS =
      List.of(
          new SlotContext("conv2", "zoe@b.example", SlotKind.LINK),
          new SlotContext("conv", "zoe@c.example", SlotKind.LINK),
          new SlotContext("conv", "zoe@b.example", SlotKind.LINK_CODE),
          new SlotContext("convz", "oe@b.example", SlotKind.LINK));

  private final DataKey key = DataKey.fresh(RANDOM);
  private final LinkSecret link = LinkSecret.fresh(RANDOM);
  private final byte[] pepper = new byte[32];

  @Test
  void opensALinkSlotWithItsLinkAlone() {
    byte[] slot = KeySlots.toLink(key, link, LINK);
    assertThat(same(KeySlots.openLink(slot, link, LINK).orElseThrow())).isTrue();
    assertThat(KeySlots.openLink(slot, LinkSecret.fresh(RANDOM), LINK)).isEmpty();
    for (SlotContext other : OTHERS) {
      assertThat(KeySlots.openLink(slot, link, other)).as(other.toString()).isEmpty();
    }
    assertThat(KeySlots.openLink(new byte[0], link, LINK)).isEmpty();
    assertThat(KeySlots.openLink(Arrays.copyOf(slot, slot.length - 1), link, LINK)).isEmpty();
  }

  @Test
  void opensALinkAndCodeSlotWithBothOnly() {
    AccessCodeKey code = AccessCodeKey.derive("wolf-4711", pepper);
    byte[] slot = KeySlots.toLinkAndCode(key, link, code.publicKey(), CODE);
    AccessCodeKey typed = AccessCodeKey.derive("wolf-4711", pepper);
    assertThat(same(KeySlots.openLinkAndCode(slot, link, typed, CODE).orElseThrow())).isTrue();
    assertThat(
            KeySlots.openLinkAndCode(slot, link, AccessCodeKey.derive("wolf-4712", pepper), CODE))
        .isEmpty();
    assertThat(KeySlots.openLinkAndCode(slot, LinkSecret.fresh(RANDOM), typed, CODE)).isEmpty();
    assertThat(KeySlots.openLinkAndCode(slot, link, typed, LINK)).isEmpty();
    assertThat(KeySlots.openLinkAndCode(new byte[10], link, typed, CODE)).isEmpty();
    assertThat(KeySlots.openLinkAndCode(new byte[92], link, typed, CODE))
        .as("an all-zero share is no key agreement")
        .isEmpty();
    assertThat(KeySlots.openLink(slot, link, CODE)).as("the link alone opens nothing").isEmpty();
  }

  @Test
  void derivesOtherKeysUnderAnotherPepper() {
    byte[] other = pepper.clone();
    other[0] = 1;
    assertThat(AccessCodeKey.derive("wolf-4711", pepper).publicKey())
        .isEqualTo(AccessCodeKey.derive("wolf-4711", pepper).publicKey())
        .isNotEqualTo(AccessCodeKey.derive("wolf-4711", other).publicKey())
        .isNotEqualTo(AccessCodeKey.derive("Wolf-4711", pepper).publicKey());
  }

  @Test
  void makesEverySlotAnew() {
    assertThat(KeySlots.toLink(key, link, LINK)).isNotEqualTo(KeySlots.toLink(key, link, LINK));
    HpkePublicKey to = Hpke.pair(RANDOM).publicKey();
    assertThat(KeySlots.toKey(key, to, LINK)).isNotEqualTo(KeySlots.toKey(key, to, LINK));
  }

  @Test
  void bindsOneTimeCodesToLinkCopyAndDigits() {
    byte[] mac = OneTimeCodes.mac(link, "copy-1", "012345");
    assertThat(OneTimeCodes.mac(link, "copy-1", "012345")).isEqualTo(mac).hasSize(32);
    assertThat(OneTimeCodes.mac(link, "copy-1", "012346")).isNotEqualTo(mac);
    assertThat(OneTimeCodes.mac(link, "copy-10", "12345")).isNotEqualTo(mac);
    assertThat(OneTimeCodes.mac(LinkSecret.fresh(RANDOM), "copy-1", "012345")).isNotEqualTo(mac);
  }

  @Test
  void drawsSixDigitsEachEquallyLikely() {
    int[] first = new int[10];
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      String code = OneTimeCodes.fresh(RANDOM);
      assertThat(code).matches("\\d{6}");
      first[code.charAt(0) - '0']++;
      seen.add(code);
    }
    // 2,000 each, standard deviation 42: eight of them.
    assertThat(java.util.Arrays.stream(first).boxed())
        .allSatisfy(n -> assertThat(n).isBetween(1_660, 2_340));
    assertThat(seen).hasSizeGreaterThan(19_000);
  }

  @Test
  void takesPublicKeysOfThirtyTwoOctetsOnly() {
    assertThatThrownBy(() -> HpkePublicKey.of(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
    byte[] bytes = Hpke.pair(RANDOM).publicKey().bytes();
    assertThat(HpkePublicKey.of(bytes).bytes()).isEqualTo(bytes);
  }

  @Test
  void neverPrints() {
    assertThat(AccessCodeKey.derive("wolf-4711", pepper).toString()).isEqualTo("(access code key)");
    assertThat(Hpke.pair(RANDOM).toString()).isEqualTo("(key pair)");
  }

  private boolean same(DataKey other) {
    return Arrays.equals(key.reveal(), other.reveal());
  }
}
