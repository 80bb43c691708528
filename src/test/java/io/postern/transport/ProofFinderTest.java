package io.postern.transport;

import static io.postern.dns.Answer.Security.BOGUS;
import static io.postern.dns.Answer.Security.INSECURE;
import static io.postern.dns.Answer.Security.SECURE;
import static io.postern.dns.Answer.Security.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.dns.Answer;
import io.postern.dns.HostAnswer;
import io.postern.dns.ScriptedDns;
import io.postern.dns.Tlsa;
import io.postern.smtp.Domain;
import io.postern.transport.Evidence.MxTrust;
import io.postern.transport.dane.TlsaSet;
import io.postern.transport.mtasts.StsFinding;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 7672 section 2.2: under which name TLSA records are looked for, and what they are worth. */
class ProofFinderTest {

  private static final Domain MAIL = Domain.of("recipient.example");
  private static final Domain MX = Domain.of("mx.recipient.example");
  private static final Domain TARGET = Domain.of("mx7.provider.example");
  private static final Duration TTL = Duration.ofMinutes(5);
  private static final Tlsa RECORD = new Tlsa(3, 1, 1, new byte[32]);
  private static final int PORT = 25;

  private final ScriptedDns dns = new ScriptedDns();

  @Test
  void aSecureHostHasItsRecordsUnderItsOwnName() {
    dns.tlsa(MX.ascii(), PORT, records(SECURE));
    assertThat(base(found(where(MX, SECURE, SECURE)))).isEqualTo(MX);
    assertThat(serverName(where(MX, SECURE, SECURE))).isEqualTo(MX);
  }

  @Test
  void whatIsNotSecureIsNotThere() {
    for (Answer.Security worth : List.of(INSECURE, UNKNOWN)) {
      dns.tlsa(MX.ascii(), PORT, records(worth));
      assertThat(found(where(MX, SECURE, SECURE))).isEqualTo(TlsaSet.ABSENT);
    }
  }

  @Test
  void inAnUnsignedZoneNobodyIsEvenAsked() {
    // Were it asked, this answer would keep the host from being used at all.
    dns.tlsa(MX.ascii(), PORT, Answer.failed(UNKNOWN, "SERVFAIL"));
    assertThat(found(where(MX, INSECURE, INSECURE))).isEqualTo(TlsaSet.ABSENT);
    assertThat(found(where(MX, UNKNOWN, UNKNOWN))).isEqualTo(TlsaSet.ABSENT);
  }

  @Test
  void anAnswerThatFailsKeepsTheHostFromBeingUsed() {
    dns.tlsa(MX.ascii(), PORT, Answer.failed(UNKNOWN, "SERVFAIL"));
    assertThat(find(where(MX, SECURE, SECURE))).isInstanceOf(ProofFinder.Unknown.class);
    dns.tlsa(MX.ascii(), PORT, Answer.failed(BOGUS, "no signature"));
    assertThat(find(where(MX, SECURE, SECURE)))
        .isInstanceOfSatisfying(
            ProofFinder.Unknown.class, unknown -> assertThat(unknown.why()).contains("bogus"));
  }

  @Test
  void theNameBehindSecureAliasesComesFirst() {
    dns.tlsa(MX.ascii(), PORT, records(SECURE));
    assertThat(base(found(where(TARGET, SECURE, SECURE)))).isEqualTo(MX);
    dns.tlsa(TARGET.ascii(), PORT, records(SECURE));
    assertThat(base(found(where(TARGET, SECURE, SECURE)))).isEqualTo(TARGET);
    assertThat(serverName(where(TARGET, SECURE, SECURE))).isEqualTo(TARGET);
    // And trouble there is trouble: the other name is no way round it.
    dns.tlsa(TARGET.ascii(), PORT, Answer.failed(BOGUS, "bogus"));
    assertThat(find(where(TARGET, SECURE, SECURE))).isInstanceOf(ProofFinder.Unknown.class);
  }

  @Test
  void behindASecureAliasToAnInsecureZoneOnlyTheHostsOwnNameCounts() {
    dns.tlsa(TARGET.ascii(), PORT, records(SECURE));
    assertThat(found(where(TARGET, INSECURE, SECURE))).isEqualTo(TlsaSet.ABSENT);
    dns.tlsa(MX.ascii(), PORT, records(SECURE));
    assertThat(base(found(where(TARGET, INSECURE, SECURE)))).isEqualTo(MX);
  }

  @Test
  void theNamesForATrustAnchorAreThoseOfTheWayToTheHost() {
    dns.tlsa(TARGET.ascii(), PORT, records(SECURE));
    assertThat(proofs(where(TARGET, SECURE, SECURE)).names())
        .containsExactlyInAnyOrder(MAIL, MX, TARGET);
    assertThat(proofs(where(MX, SECURE, SECURE)).names()).containsExactlyInAnyOrder(MAIL, MX);
  }

  @Test
  void aSetOfWhichNothingCanBeUsedBindsToTlsAndLeavesTheNameInTheHandshakeAlone() {
    dns.tlsa(
        TARGET.ascii(), PORT, Answer.found(SECURE, List.of(new Tlsa(1, 1, 1, new byte[32])), TTL));
    HostProofs proofs = proofs(where(TARGET, SECURE, SECURE));
    assertThat(proofs.tlsa()).isInstanceOf(TlsaSet.Unusable.class);
    assertThat(proofs.binds()).isTrue();
    assertThat(proofs.serverName()).isEqualTo(MX);
  }

  private ProofFinder.Found find(HostAnswer where) {
    return new ProofFinder(dns)
        .of(new MxHost(MX, MxTrust.DNSSEC), MAIL, where, PORT, StsFinding.NONE);
  }

  private HostProofs proofs(HostAnswer where) {
    return switch (find(where)) {
      case ProofFinder.Known(HostProofs proofs) -> proofs;
      case ProofFinder.Unknown(boolean _, String why) -> throw new AssertionError(why);
    };
  }

  private TlsaSet found(HostAnswer where) {
    return proofs(where).tlsa();
  }

  private Domain serverName(HostAnswer where) {
    return proofs(where).serverName();
  }

  private static Domain base(TlsaSet set) {
    return switch (set) {
      case TlsaSet.Usable usable -> usable.base();
      case TlsaSet.Unusable unusable -> unusable.base();
      case TlsaSet.Absent _ -> throw new AssertionError("no records");
    };
  }

  private static Answer<Tlsa> records(Answer.Security worth) {
    return Answer.found(worth, List.of(RECORD), TTL);
  }

  private static HostAnswer where(
      Domain canonical, Answer.Security chain, Answer.Security firstStep) {
    return new HostAnswer(
        Answer.found(chain, List.of(InetAddress.ofLiteral("127.0.0.1")), TTL),
        canonical,
        firstStep);
  }
}
