package io.postern.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.postern.demo.DemoDns;
import io.postern.smtp.Domain;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;

/** The root's keys come and go as RFC 5011 says. */
@Timeout(60)
class RootKeysTest {
  private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

  private final Key old = new Key();
  private final Key young = new Key();
  private final TrustAnchors initial = TrustAnchors.of(List.of(old.digest()));

  /** A key with its private half. */
  private static final class Key {
    private final KeyPair pair;

    Key() {
      try {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        pair = generator.generateKeyPair();
      } catch (java.security.GeneralSecurityException impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    DNSKEYRecord record(int flags) {
      try {
        return new DNSKEYRecord(
            Name.root,
            DClass.IN,
            172_800,
            flags,
            3,
            DNSSEC.Algorithm.ECDSAP256SHA256,
            pair.getPublic());
      } catch (DNSSEC.DNSSECException impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    DNSKEYRecord good() {
      return record(257);
    }

    DNSKEYRecord revoked() {
      return record(385);
    }

    DSRecord digest() {
      return new DSRecord(Name.root, DClass.IN, 0, DNSSEC.Digest.SHA256, good());
    }
  }

  private static RRset set(DNSKEYRecord... keys) {
    return new RRset(keys);
  }

  private RRset signed(RRset set, Key by, DNSKEYRecord as) throws Exception {
    set.addRR(
        DNSSEC.sign(
            set, as, by.pair.getPrivate(), START.minus(DAY), START.plus(Duration.ofDays(400))));
    return set;
  }

  private boolean believes(RootKeys keys, Key key) {
    byte[] digest = key.digest().getDigest();
    return keys.anchors(initial).records().stream()
        .anyMatch(r -> r instanceof DSRecord ds && Arrays.equals(ds.getDigest(), digest));
  }

  @Test
  void aNewKeyIsBelievedAfterThirtyDays() {
    RRset both = set(old.good(), young.good());
    RootKeys keys = RootKeys.NONE.after(both, initial, START);
    assertThat(believes(keys, young)).isFalse();
    keys = keys.after(both, initial, START.plus(Duration.ofDays(29)));
    assertThat(believes(keys, young)).isFalse();
    keys = keys.after(both, initial, START.plus(Duration.ofDays(30)));
    assertThat(believes(keys, young)).isTrue();
    assertThat(believes(keys, old)).isTrue();
  }

  @Test
  void aNewKeyThatWasGoneOnceBeginsAnew() {
    RRset both = set(old.good(), young.good());
    RootKeys keys = RootKeys.NONE.after(both, initial, START);
    keys = keys.after(set(old.good()), initial, START.plus(Duration.ofDays(20)));
    keys = keys.after(both, initial, START.plus(Duration.ofDays(21)));
    keys = keys.after(both, initial, START.plus(Duration.ofDays(31)));
    assertThat(believes(keys, young)).isFalse();
  }

  @Test
  void aKeyThatIsMissingIsStillBelieved() {
    RootKeys keys = RootKeys.NONE.after(set(old.good(), young.good()), initial, START);
    keys = keys.after(set(old.good(), young.good()), initial, START.plus(Duration.ofDays(30)));
    keys = keys.after(set(young.good()), initial, START.plus(Duration.ofDays(31)));
    assertThat(believes(keys, old)).isTrue();
  }

  @Test
  void aKeyThatRevokesItselfIsBelievedNoMore() throws Exception {
    RootKeys keys = RootKeys.NONE.after(set(old.good(), young.good()), initial, START);
    keys = keys.after(set(old.good(), young.good()), initial, START.plus(Duration.ofDays(30)));
    RRset revocation = signed(set(old.revoked(), young.good()), old, old.revoked());
    keys = keys.after(revocation, initial, START.plus(Duration.ofDays(31)));
    assertThat(believes(keys, old)).isFalse();
    assertThat(believes(keys, young)).isTrue();
    // Not even when it comes back.
    keys = keys.after(set(old.good(), young.good()), initial, START.plus(Duration.ofDays(40)));
    assertThat(believes(keys, old)).isFalse();
  }

  @Test
  void nobodyElseRevokesAKey() throws Exception {
    RootKeys keys = RootKeys.NONE.after(set(old.good()), initial, START);
    RRset forged = signed(set(old.revoked(), young.good()), young, young.good());
    assertThat(believes(keys.after(forged, initial, START.plus(DAY)), old)).isTrue();
  }

  @Test
  void zoneSigningKeysAreNotLookedAt() {
    RootKeys keys = RootKeys.NONE.after(set(old.good(), young.record(256)), initial, START);
    assertThat(keys.keys()).hasSize(1);
  }

  @Test
  void whatIsKnownOutlastsARestart() throws IOException {
    RootKeys keys = RootKeys.NONE.after(set(old.good(), young.good()), initial, START);
    assertThat(RootKeys.parse(keys.text()).text()).isEqualTo(keys.text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"valid", "valid x 13 AAAA", "good 2026-11-25T12:00:00Z 13 AAAA", "a b c d"})
  void aFileThatSaysSomethingElseIsRefused(String line) {
    assertThatThrownBy(() -> RootKeys.parse(line + "\n")).isInstanceOf(IOException.class);
  }

  @Test
  void theResolverKeepsWhatItSawAndFollowsTheRoot(@TempDir Path folder) throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    Path file = folder.resolve("dns-root-keys");
    try (DemoDns server =
        new DemoDns(InetAddress.getLoopbackAddress(), 0, InstantSource.system())) {
      server.mx("safe.example", 10, "mx.safe.example").signed("safe.example");
      TrustAnchors anchors = TrustAnchors.parse(server.trustAnchor());
      Domain safe = Domain.of("safe.example");
      server.rootGetsAnotherKey();
      try (DnsResolver resolver = resolver(server, anchors, folder, now)) {
        assertThat(resolver.mx(safe).security()).isEqualTo(Answer.Security.SECURE);
        await().until(() -> Files.exists(file));
        assertThat(Files.readString(file)).contains("\nvalid ").contains("\npending ");
        now.updateAndGet(t -> t.plus(Duration.ofDays(31)));
        assertThat(resolver.mx(safe).security()).isEqualTo(Answer.Security.SECURE);
        await().until(() -> !Files.readString(file).contains("pending"));
      }
      server.rootDropsItsFirstKey();
      try (DnsResolver resolver = resolver(server, anchors, folder, now)) {
        assertThat(resolver.mx(safe).security()).isEqualTo(Answer.Security.SECURE);
      }
      try (DnsResolver stranger =
          new DnsResolver(
              ResolverSettings.validating(List.of(server.address()), anchors), now::get)) {
        assertThat(stranger.mx(safe).security()).isEqualTo(Answer.Security.BOGUS);
      }
    }
  }

  private static DnsResolver resolver(
      DemoDns server, TrustAnchors anchors, Path folder, AtomicReference<Instant> now)
      throws IOException {
    Duration patience = Duration.ofSeconds(20);
    return new DnsResolver(
        new ResolverSettings(
            List.of(server.address()),
            DnssecMode.VALIDATE,
            anchors,
            Optional.of(folder),
            new ResolverSettings.Limits(patience, 2, patience, patience),
            100),
        now::get);
  }
}
