package io.postern.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.dns.Tlsa;
import io.postern.smtp.Domain;
import io.postern.transport.Evidence.MxTrust;
import io.postern.transport.TlsRequirement.Proof;
import io.postern.transport.dane.TlsaSet;
import io.postern.transport.mtasts.StsFinding;
import io.postern.transport.mtasts.StsPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** SPEC 7.2 and 8.9: one session, held against what is published about its host. */
class VerifierTest {

  private static final Domain MX = Domain.of("mx.recipient.example");
  private static final TestCa CA = new TestCa("Test root");
  private static final TestCa.Identity GOOD = CA.leaf(MX.ascii());
  private static final TestCa.Identity SELF_SIGNED = TestCa.selfSigned(MX.ascii());

  @TempDir private static Path folder;
  private static TrustedRoots roots;

  @BeforeAll
  static void bundle() throws Exception {
    CA.writeBundle(folder.resolve("ca.pem"));
    roots = TrustedRoots.ofBundle(folder.resolve("ca.pem"));
    Files.delete(folder.resolve("ca.pem"));
  }

  private Verifier verifier;

  @BeforeEach
  void begin() {
    verifier = new Verifier(roots, Instant::now);
  }

  /** What the domain published, as the rows below need it. */
  private enum Published {
    NOTHING,
    MATCHING,
    WRONG,
    /** Both keys of a roll-over, ours second. */
    ROLLING,
    PKIX_USAGES_ONLY
  }

  record Row(
      TestCa.Identity shown, Published published, MxTrust trust, Set<Proof> held, boolean breach) {}

  static Stream<Row> rows() {
    Set<Proof> none = Set.of();
    Set<Proof> pkix = Set.of(Proof.PKIX);
    Set<Proof> dane = Set.of(Proof.DANE);
    Set<Proof> both = Set.of(Proof.PKIX, Proof.DANE);
    return Stream.of(
        new Row(GOOD, Published.NOTHING, MxTrust.NONE, pkix, false),
        new Row(GOOD, Published.NOTHING, MxTrust.DNSSEC, pkix, false),
        new Row(GOOD, Published.MATCHING, MxTrust.DNSSEC, both, false),
        new Row(GOOD, Published.MATCHING, MxTrust.CONFIGURED, both, false),
        // SPEC 7.2 wants the MX answer secure too: without it a name nobody vouches for is proven.
        new Row(GOOD, Published.MATCHING, MxTrust.NONE, pkix, false),
        new Row(GOOD, Published.MATCHING, MxTrust.MTA_STS, pkix, false),
        new Row(GOOD, Published.ROLLING, MxTrust.DNSSEC, both, false),
        new Row(GOOD, Published.PKIX_USAGES_ONLY, MxTrust.DNSSEC, pkix, false),
        // A mismatch is no lack of proof but proof of something wrong: PKIX does not help.
        new Row(GOOD, Published.WRONG, MxTrust.DNSSEC, none, true),
        new Row(GOOD, Published.WRONG, MxTrust.NONE, none, true),
        new Row(SELF_SIGNED, Published.NOTHING, MxTrust.DNSSEC, none, false),
        new Row(SELF_SIGNED, Published.MATCHING, MxTrust.DNSSEC, dane, false),
        new Row(SELF_SIGNED, Published.MATCHING, MxTrust.NONE, none, false),
        new Row(SELF_SIGNED, Published.PKIX_USAGES_ONLY, MxTrust.DNSSEC, none, false),
        new Row(SELF_SIGNED, Published.WRONG, MxTrust.DNSSEC, none, true));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void whatIsHeldFollowsFromCertificatesRecordsAndTheTrustInTheName(Row row) throws Exception {
    PeerSession session = session(row.shown(), "TLSv1.3");
    HostProofs proofs = proofs(row.shown(), row.published(), row.trust());
    Evidence evidence = verifier.evidence(session, proofs);
    assertThat(evidence.held()).isEqualTo(row.held());
    assertThat(evidence.breach()).isEqualTo(row.breach());
    for (TlsRequirement requirement :
        List.of(
            TlsRequirement.CERTIFICATE,
            TlsRequirement.DANE,
            TlsRequirement.CERTIFICATE_OR_DANE,
            TlsRequirement.AUTHENTICATED_MX)) {
      boolean met =
          requirement.proofs().stream().anyMatch(row.held()::contains)
              && (!requirement.authenticatedMx() || row.trust() != MxTrust.NONE);
      switch (verifier.judge(session, proofs, requirement)) {
        case Judgement.Met(MayCarry permission) -> {
          assertThat(met).isTrue();
          assertThat(permission.session()).isSameAs(session);
        }
        case Judgement.NotMet(var worth, List<Flaw> flaws) -> {
          assertThat(met).isFalse();
          assertThat(worth).isEqualTo(evidence);
          if (row.breach()) {
            assertThat(flaws).startsWith(Flaw.DANE_MISMATCH);
          }
        }
      }
    }
    // SPEC 8.9: what is published binds our own mails too, and nothing else does.
    assertThat(verifier.judgeOwnMail(session, proofs, true) instanceof Judgement.Met)
        .isEqualTo(!row.breach());
  }

  /** RFC 8461 section 5, and section 2: neither policy stands in for the other. */
  @ParameterizedTest(name = "{0}, {1}, {2}, {3}: {4}, mx:{5}, breach {6}")
  @CsvSource({
    "ENFORCE, mx.recipient.example, GOOD, NOTHING, PKIX, MTA_STS, false",
    "ENFORCE, *.recipient.example, GOOD, NOTHING, PKIX, MTA_STS, false",
    "ENFORCE, mx2.recipient.example, GOOD, NOTHING, '', NONE, true",
    "ENFORCE, mx.recipient.example, SELF_SIGNED, NOTHING, '', MTA_STS, true",
    "ENFORCE, mx.recipient.example, SELF_SIGNED, MATCHING, '', MTA_STS, true",
    "ENFORCE, mx2.recipient.example, GOOD, MATCHING, '', NONE, true",
    "ENFORCE, mx.recipient.example, GOOD, WRONG, '', MTA_STS, true",
    "TESTING, mx.recipient.example, GOOD, NOTHING, PKIX, NONE, false",
    "TESTING, mx2.recipient.example, GOOD, NOTHING, PKIX, NONE, false",
    "TESTING, mx.recipient.example, SELF_SIGNED, NOTHING, '', NONE, false"
  })
  void aPolicyInForceBindsAndVouchesForTheHostsItNames(
      StsPolicy.Mode mode,
      String mx,
      String shown,
      Published published,
      String held,
      MxTrust trust,
      boolean breach)
      throws Exception {
    TestCa.Identity identity = shown.equals("GOOD") ? GOOD : SELF_SIGNED;
    HostProofs without = proofs(identity, published, MxTrust.NONE);
    StsPolicy policy = new StsPolicy(mode, List.of(mx), Duration.ofDays(1), "");
    HostProofs proofs =
        new HostProofs(
            without.host(),
            without.names(),
            without.tlsa(),
            new StsFinding.Found(Domain.of("recipient.example"), policy, null));
    PeerSession session = session(identity, "TLSv1.3");
    Evidence evidence = verifier.evidence(session, proofs);
    assertThat(evidence.held().stream().map(Enum::name).toList())
        .isEqualTo(held.isEmpty() ? List.of() : List.of(held));
    assertThat(evidence.mxTrust()).isEqualTo(trust);
    assertThat(evidence.breach()).isEqualTo(breach);
    assertThat(
            verifier.judge(session, proofs, TlsRequirement.AUTHENTICATED_MX)
                instanceof Judgement.Met)
        .isEqualTo(!held.isEmpty() && trust != MxTrust.NONE);
    assertThat(verifier.judgeOwnMail(session, proofs, true) instanceof Judgement.Met)
        .isEqualTo(!breach);
    assertThat(verifier.judgeOwnMail(PeerSession.clear("a"), proofs, true))
        .isInstanceOf(proofs.binds() ? Judgement.NotMet.class : Judgement.Met.class);
  }

  @Test
  void aKeptSessionIsWorthWhatTheProofsOfTheMomentSay() throws Exception {
    PeerSession session = session(SELF_SIGNED, "TLSv1.3");
    HostProofs before = proofs(SELF_SIGNED, Published.MATCHING, MxTrust.DNSSEC);
    HostProofs after = proofs(SELF_SIGNED, Published.WRONG, MxTrust.DNSSEC);
    assertThat(verifier.judge(session, before, TlsRequirement.DANE))
        .isInstanceOf(Judgement.Met.class);
    assertThat(verifier.judge(session, after, TlsRequirement.DANE))
        .isInstanceOf(Judgement.NotMet.class);
    assertThat(verifier.judge(session, before, TlsRequirement.DANE))
        .isInstanceOf(Judgement.Met.class);
  }

  @Test
  void aCertificateThatRunsOutWhileTheSessionIsKeptIsOutOfDate() throws Exception {
    Instant[] now = {Instant.now()};
    Verifier aging = new Verifier(roots, () -> now[0]);
    PeerSession session = session(GOOD, "TLSv1.2");
    HostProofs proofs = proofs(GOOD, Published.NOTHING, MxTrust.NONE);
    assertThat(aging.judge(session, proofs, TlsRequirement.CERTIFICATE))
        .isInstanceOf(Judgement.Met.class);
    now[0] = now[0].plus(Duration.ofDays(6));
    assertThat(aging.judge(session, proofs, TlsRequirement.CERTIFICATE))
        .isInstanceOfSatisfying(
            Judgement.NotMet.class, n -> assertThat(n.flaws()).contains(Flaw.EXPIRED));
  }

  @Test
  void ourOwnMailGoesInClearOnlyWhereAllowedAndWhereNoRecordSaysThatTheHostSpeaksTls()
      throws Exception {
    PeerSession clear = PeerSession.clear("a");
    HostProofs nothing = proofs(GOOD, Published.NOTHING, MxTrust.DNSSEC);
    assertThat(verifier.judgeOwnMail(clear, nothing, false)).isInstanceOf(Judgement.NotMet.class);
    assertThat(verifier.judgeOwnMail(clear, nothing, true)).isInstanceOf(Judgement.Met.class);
    for (Published published : List.of(Published.MATCHING, Published.PKIX_USAGES_ONLY)) {
      HostProofs some = proofs(GOOD, published, MxTrust.DNSSEC);
      assertThat(verifier.judgeOwnMail(clear, some, true))
          .isInstanceOfSatisfying(
              Judgement.NotMet.class,
              n -> {
                assertThat(n.flaws()).containsExactly(Flaw.CLEAR);
                assertThat(n.evidence().breach()).isTrue();
              });
    }
  }

  private static PeerSession session(TestCa.Identity shown, String version) {
    return new PeerSession("a", version, "TLS_AES_128_GCM_SHA256", shown.chain());
  }

  private static HostProofs proofs(TestCa.Identity shown, Published published, MxTrust trust)
      throws Exception {
    byte[] ours =
        MessageDigest.getInstance("SHA-256")
            .digest(shown.chain().getFirst().getPublicKey().getEncoded());
    Tlsa right = new Tlsa(3, 1, 1, ours);
    Tlsa wrong = new Tlsa(3, 1, 1, new byte[32]);
    List<Tlsa> records =
        switch (published) {
          case NOTHING -> List.of();
          case MATCHING -> List.of(right);
          case WRONG -> List.of(wrong);
          case ROLLING -> List.of(wrong, right);
          case PKIX_USAGES_ONLY -> List.of(new Tlsa(1, 1, 1, ours), new Tlsa(0, 1, 1, ours));
        };
    return HostProofs.of(
        new MxHost(MX, trust),
        Domain.of("recipient.example"),
        TlsaSet.of(MX, records),
        StsFinding.NONE);
  }
}
