package io.postern.transport.nta7516;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.dns.Answer;
import io.postern.dns.Answer.Security;
import io.postern.dns.Mx;
import io.postern.dns.ScriptedDns;
import io.postern.smtp.Domain;
import io.postern.transport.Evidence.MxTrust;
import io.postern.transport.MxHost;
import io.postern.transport.nta7516.Participation.Why;
import io.postern.transport.nta7516.SenderStanding.State;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who takes part in the norm, and when nobody can tell (SPEC 7.4). */
class NormTest {
  private static final Domain CLINIC = Domain.of("clinic.example");
  private static final Duration TTL = Duration.ofMinutes(5);
  private static final String GOOD = "v=NTA7516-1;startdate=2026-01;enddate=2026-11;provider=P";

  private final ScriptedDns dns = new ScriptedDns();
  private final Map<SenderCheck, State> standing = new EnumMap<>(SenderCheck.class);
  private Instant now = Instant.parse("2026-11-23T12:00:00Z");

  private Norm norm() {
    return norm(NormProfile.NTA_7516);
  }

  private Norm norm(NormProfile profile) {
    return new Norm(
        profile,
        dns,
        (domain, check) -> standing.getOrDefault(check, State.HOLDS),
        () -> now,
        new Random(7));
  }

  private void says(Security security, String... records) {
    dns.txt(CLINIC.ascii(), Answer.found(security, List.of(records), TTL));
  }

  private Optional<Why> why() {
    return norm().of(CLINIC) instanceof Participation.Not(Why why)
        ? Optional.of(why)
        : Optional.empty();
  }

  @Test
  void oneRecordInForceFromASignedZoneTakesPart() {
    says(Security.SECURE, "v=spf1 -all", GOOD);
    assertThat(norm().of(CLINIC)).isInstanceOf(Participation.Takes.class);
  }

  @Test
  void nobodyElseDoes() {
    assertThat(why()).contains(Why.NO_RECORD);
    says(Security.SECURE, "v=spf1 -all");
    assertThat(why()).contains(Why.NO_RECORD);
    says(Security.INSECURE, GOOD);
    assertThat(why()).contains(Why.INSECURE);
    says(Security.UNKNOWN, GOOD);
    assertThat(why()).contains(Why.INSECURE);
    says(Security.SECURE, GOOD + ";rubbish");
    assertThat(why()).contains(Why.MALFORMED);
    says(Security.SECURE, GOOD, GOOD.replace("=P", "=Q"));
    assertThat(why()).contains(Why.SEVERAL);
    says(Security.SECURE, "v=NTA7516-1;startdate=2026-12;enddate=2027-01;provider=P");
    assertThat(why()).contains(Why.NOT_YET);
    says(Security.SECURE, "v=NTA7516-1;startdate=2025-01;enddate=2026-10;provider=P");
    assertThat(why()).contains(Why.OVER);
  }

  @Test
  void aRecordThatIsOverDoesNotStandInTheWayOfTheNext() {
    says(Security.SECURE, "v=NTA7516-1;startdate=2025-01;enddate=2025-12;provider=P", GOOD);
    assertThat(norm().of(CLINIC)).isInstanceOf(Participation.Takes.class);
  }

  @Test
  void theDaysAreThoseOfTheNormsCountry() {
    says(Security.SECURE, GOOD);
    now = Instant.parse("2026-11-30T22:59:59Z"); // 23:59:59 in Amsterdam
    assertThat(norm().of(CLINIC)).isInstanceOf(Participation.Takes.class);
    now = Instant.parse("2026-11-30T23:00:00Z");
    assertThat(why()).contains(Why.OVER);
    now = Instant.parse("2025-12-31T22:59:59Z");
    assertThat(why()).contains(Why.NOT_YET);
    now = Instant.parse("2025-12-31T23:00:00Z");
    assertThat(norm().of(CLINIC)).isInstanceOf(Participation.Takes.class);
  }

  @Test
  void noAnswerIsNoAnswer() {
    dns.txt(CLINIC.ascii(), Answer.failed(Security.BOGUS, "bogus"));
    assertThat(norm().of(CLINIC)).isInstanceOf(Participation.Unknown.class);
    dns.txt(CLINIC.ascii(), Answer.failed(Security.UNKNOWN, "SERVFAIL"));
    assertThat(norm().of(CLINIC)).isInstanceOf(Participation.Unknown.class);
  }

  @Test
  void itsHostsAreInOrderAndTheirNamesAreVouchedFor() {
    says(
        Security.SECURE,
        GOOD + ";ntamx=20 c.example;ntamx=10 a.example;ntamx=10 b.example;ntamx=30 a.example");
    Set<List<MxHost>> orders = new HashSet<>();
    Norm norm = norm();
    for (int i = 0; i < 40; i++) {
      orders.add(((Participation.Takes) norm.of(CLINIC)).hosts());
    }
    MxHost a = new MxHost(Domain.of("a.example"), MxTrust.DNSSEC);
    MxHost b = new MxHost(Domain.of("b.example"), MxTrust.DNSSEC);
    MxHost c = new MxHost(Domain.of("c.example"), MxTrust.DNSSEC);
    assertThat(orders).containsExactlyInAnyOrder(List.of(a, b, c), List.of(b, a, c));
  }

  @Test
  void aSenderQualifiesWithItsRecordAndEveryCheck() {
    says(Security.SECURE, GOOD);
    dns.mx(CLINIC.ascii(), Answer.found(Security.SECURE, List.of(new Mx(10, "mx.example")), TTL));
    assertThat(norm().qualifies(CLINIC)).isEqualTo(State.HOLDS);
    for (SenderCheck check : List.of(SenderCheck.SPF, SenderCheck.DKIM, SenderCheck.DMARC)) {
      standing.put(check, State.UNKNOWN);
      assertThat(norm().qualifies(CLINIC)).as(check.name()).isEqualTo(State.UNKNOWN);
      standing.put(check, State.DOES_NOT);
      assertThat(norm().qualifies(CLINIC)).as(check.name()).isEqualTo(State.DOES_NOT);
      standing.clear();
    }
    dns.mx(CLINIC.ascii(), Answer.found(Security.INSECURE, List.of(new Mx(10, "mx.example")), TTL));
    assertThat(norm().qualifies(CLINIC)).isEqualTo(State.DOES_NOT);
    dns.bogus(CLINIC.ascii());
    assertThat(norm().qualifies(CLINIC)).isEqualTo(State.UNKNOWN);
    dns.txt(CLINIC.ascii(), Answer.failed(Security.BOGUS, "bogus"));
    standing.put(SenderCheck.SPF, State.DOES_NOT);
    assertThat(norm().qualifies(CLINIC)).isEqualTo(State.DOES_NOT);
    says(Security.INSECURE, GOOD);
    assertThat(norm().qualifies(CLINIC)).isEqualTo(State.DOES_NOT);
  }

  @Test
  void aSuccessorIsAnotherProfile() {
    NormProfile next =
        new NormProfile(
            Optional.of(Domain.of("_secure-mail")),
            "SECUREMAIL-2",
            Set.of(SenderCheck.SPF),
            Optional.of("X-Secure-Mail: 2"),
            ZoneId.of("Europe/Brussels"));
    dns.txt(
        "_secure-mail.clinic.example",
        Answer.found(Security.SECURE, List.of(GOOD.replace("NTA7516-1", "SECUREMAIL-2")), TTL));
    standing.put(SenderCheck.DMARC, State.DOES_NOT);
    assertThat(norm(next).qualifies(CLINIC)).isEqualTo(State.HOLDS);
    assertThat(next.stampField().orElseThrow().unfolded()).isEqualTo("2");
    assertThat(why()).contains(Why.NO_RECORD);
  }
}
