package io.postern.standing;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.directory.VerifiedDomain;
import io.postern.dmarc.Dmarc;
import io.postern.dns.Answer;
import io.postern.dns.Answer.Security;
import io.postern.dns.ScriptedDns;
import io.postern.dns.Tlsa;
import io.postern.seal.FileKeyService;
import io.postern.smtp.Domain;
import io.postern.spf.Spf;
import io.postern.standing.Finding.Says;
import io.postern.standing.Finding.Subject;
import io.postern.standing.Finding.Verdict;
import io.postern.store.SqliteDatabase;
import io.postern.store.StoreSettings;
import io.postern.transport.nta7516.Norm;
import io.postern.transport.nta7516.NormProfile;
import io.postern.transport.nta7516.SenderCheck;
import io.postern.transport.nta7516.SenderStanding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC 2.2: each record wanted, found, and what is said about it. */
class DomainChecksTest {
  private static final Domain DOMAIN = Domain.of("clinic.example");
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  @TempDir private Path folder;
  private final ScriptedDns dns = new ScriptedDns();
  private SqliteDatabase database;
  private FileKeyService keyService;
  private DkimKeys keys;
  private DomainChecks checks;
  private PublishedStanding norm;

  @BeforeEach
  void open() throws IOException {
    InstantSource clock = InstantSource.fixed(NOW);
    SecureRandom random = new SecureRandom();
    Path data = Files.createDirectories(folder.resolve("data"));
    database = SqliteDatabase.open(data.resolve("postern.db"), StoreSettings.defaults());
    keyService =
        FileKeyService.open(
            folder.resolve("keys/master"), folder.resolve("keys/queue"), data, clock, random);
    keys = new DkimKeys(database, keyService, dns, clock, random);
    Domain host = Domain.of("gate.example");
    SpfOfOurs spf =
        new SpfOfOurs(
            dns, new Spf(dns, host, clock), new OurAddresses(host, List.of(), Optional.empty()));
    norm = new PublishedStanding(keys, spf, new Dmarc(dns));
    checks =
        new DomainChecks(
            dns,
            keys,
            spf,
            new Dmarc(dns),
            new IncomingChecks(dns, new Norm(NormProfile.NTA_7516, dns, norm, clock, random)),
            clock);
    dns.a("gate.example", "192.0.2.10", "2001:db8::10");
  }

  @AfterEach
  void close() {
    keyService.close();
    database.close();
  }

  @Test
  void nothingIsThereYet() {
    DomainReport report = look("abc");
    assertThat(one(report, Subject.OWNERSHIP).says()).isEqualTo(Says.OWNERSHIP_MISSING);
    assertThat(one(report, Subject.OWNERSHIP).wanted()).isEqualTo("postern-verification=abc");
    assertThat(one(report, Subject.OWNERSHIP).name())
        .isEqualTo(Domain.of("_postern-challenge.clinic.example"));
    assertThat(one(report, Subject.SPF).says()).isEqualTo(Says.SPF_NONE);
    assertThat(one(report, Subject.SPF).wanted()).isEqualTo("v=spf1 a:gate.example ~all");
    assertThat(report.of(Subject.DKIM))
        .hasSize(2)
        .allMatch(finding -> finding.says() == Says.DKIM_MISSING);
    assertThat(one(report, Subject.DMARC).says()).isEqualTo(Says.DMARC_NONE);
    assertThat(one(report, Subject.MX).says()).isEqualTo(Says.MX_NONE);
    assertThat(one(report, Subject.NTA7516).says()).isEqualTo(Says.NTA_NONE);
    assertThat(one(report, Subject.MTA_STS).says()).isEqualTo(Says.MTA_STS_NONE);
    assertThat(report.seen().lacks()).containsExactlyInAnyOrder(Seen.Lack.values());
    for (SenderCheck check : List.of(SenderCheck.SPF, SenderCheck.DKIM, SenderCheck.DMARC)) {
      assertThat(norm.of(DOMAIN, check)).isEqualTo(SenderStanding.State.DOES_NOT);
    }
  }

  @Test
  void allIsThere() {
    txt("_postern-challenge.clinic.example", "other", "postern-verification=abc");
    txt("clinic.example", "v=spf1 mx a:gate.example -all");
    keys.ensure(DOMAIN).forEach(key -> txt(key.name().ascii(), key.record()));
    txt("_dmarc.clinic.example", "v=DMARC1; p=quarantine");
    dns.mx("clinic.example", "mx.clinic.example").a("mx.clinic.example", "192.0.2.20");
    dns.tlsa(
        "mx.clinic.example",
        25,
        Answer.found(
            Security.SECURE, List.of(new Tlsa(3, 1, 1, new byte[32])), Duration.ofMinutes(1)));
    txt("_mta-sts.clinic.example", "v=STSv1; id=1");
    DomainReport report = look("abc");
    assertThat(report.findings())
        .filteredOn(finding -> finding.subject() != Subject.NTA7516)
        .allMatch(finding -> finding.verdict() == Verdict.GOOD);
    assertThat(one(report, Subject.SPF).sentence(Locale.ENGLISH))
        .isEqualTo(
            "Our addresses may send for the domain, by a:gate.example; its record needs 2 of 10"
                + " look-ups.");
    assertThat(report.seen().lacks()).isEmpty();
    assertThat(report.seen().unknown()).isEmpty();
    for (SenderCheck check : List.of(SenderCheck.SPF, SenderCheck.DKIM, SenderCheck.DMARC)) {
      assertThat(norm.of(DOMAIN, check)).isEqualTo(SenderStanding.State.HOLDS);
    }
  }

  @Test
  void oneAddressOfOursThatMayNotSendIsEnough() {
    txt("clinic.example", "v=spf1 ip4:192.0.2.0/24 ~all");
    Finding spf = one(look("abc"), Subject.SPF);
    assertThat(spf.says()).isEqualTo(Says.SPF_NOT_OURS);
    assertThat(spf.sentence(Locale.ENGLISH)).contains("2001:db8", "softfail", "a:gate.example");
    assertThat(spf.found()).containsExactly("v=spf1 ip4:192.0.2.0/24 ~all");
  }

  @Test
  void tooManyLookUpsAreABrokenRecord() {
    txt("clinic.example", "v=spf1 " + "a:other.example ".repeat(10) + "a:gate.example -all");
    dns.a("other.example", "198.51.100.1", "2001:db8:1::1");
    Finding spf = one(look("abc"), Subject.SPF);
    assertThat(spf.says()).isEqualTo(Says.SPF_BROKEN);
    assertThat(spf.sentence(Locale.ENGLISH)).contains("more than ten look-ups");
  }

  @Test
  void anotherRecordInAKeysPlaceIsSaid() {
    DkimKey key = keys.ensure(DOMAIN).getFirst();
    txt(key.name().ascii(), key.record(), "v=DKIM1; p=");
    assertThat(report(key.selector(), look("abc")).says()).isEqualTo(Says.DKIM_OTHER);
    txt(key.name().ascii(), "p=" + key.record().substring(key.record().indexOf("p=") + 2));
    assertThat(report(key.selector(), look("abc")).says()).isEqualTo(Says.DKIM_SIGNS);
  }

  @Test
  void noAnswerIsNoFinding() {
    txt("_postern-challenge.clinic.example", "postern-verification=abc");
    txt("clinic.example", "v=spf1 a:gate.example -all");
    keys.ensure(DOMAIN).forEach(key -> txt(key.name().ascii(), key.record()));
    assertThat(look("abc").seen().unknown()).isEmpty();
    for (String name :
        List.of(
            "_postern-challenge.clinic.example",
            "clinic.example",
            "p1r._domainkey.clinic.example",
            "p1e._domainkey.clinic.example",
            "_dmarc.clinic.example",
            "_mta-sts.clinic.example")) {
      dns.txt(name, Answer.failed(Security.BOGUS, "bogus"));
    }
    DomainReport report = look("abc");
    assertThat(report.seen().lacks()).isEmpty();
    assertThat(report.seen().unknown())
        .containsExactlyInAnyOrder(Seen.Lack.OWNERSHIP, Seen.Lack.PATH);
    assertThat(one(report, Subject.DMARC).says()).isEqualTo(Says.NO_ANSWER);
    // A key that was live stays so: trouble is no finding.
    assertThat(keys.signing(DOMAIN)).hasSize(2);
    assertThat(norm.of(DOMAIN, SenderCheck.SPF)).isEqualTo(SenderStanding.State.UNKNOWN);
  }

  @Test
  void aPairTakesOverWhenAsMuchOfItIsThereAsOfTheOldOne() {
    keys.ensure(DOMAIN).forEach(key -> txt(key.name().ascii(), key.record()));
    keys.look(DOMAIN);
    assertThat(keys.rotate(DOMAIN)).isInstanceOf(DkimKeys.Rotation.Begun.class);
    assertThat(keys.rotate(DOMAIN)).isInstanceOf(DkimKeys.Rotation.Waiting.class);
    List<DkimKey> upcoming = keys.of(DOMAIN).subList(2, 4);
    txt(upcoming.getFirst().name().ascii(), upcoming.getFirst().record());
    keys.look(DOMAIN);
    assertThat(keys.signing(DOMAIN)).extracting("selector").containsExactly("p1r", "p1e");
    assertThat(report("p2r", look("abc")).says()).isEqualTo(Says.DKIM_WAITS);
    txt(upcoming.getLast().name().ascii(), upcoming.getLast().record());
    keys.look(DOMAIN);
    assertThat(keys.signing(DOMAIN)).extracting("selector").containsExactly("p2r", "p2e");
    assertThat(keys.rotate(DOMAIN)).isInstanceOf(DkimKeys.Rotation.TooEarly.class);
    keys.forget(DOMAIN);
    assertThat(keys.signing(DOMAIN)).isEmpty();
  }

  @Test
  void everySentenceIsThereInEnglishAndDutch() throws IOException {
    for (String file : List.of("findings.properties", "findings_nl.properties")) {
      Properties sentences = new Properties();
      try (var in = Finding.class.getResourceAsStream(file)) {
        sentences.load(in);
      }
      Set<Says> all = EnumSet.allOf(Says.class);
      assertThat(sentences.stringPropertyNames())
          .containsExactlyInAnyOrderElementsOf(all.stream().map(Says::key).toList());
    }
    Finding finding =
        Finding.of(Subject.DMARC, DOMAIN, "TXT", "", Verdict.GOOD, Says.DMARC_HOLDS)
            .naming("reject");
    assertThat(finding.sentence(Locale.of("nl"))).contains("behandeld als reject");
    assertThat(finding.sentence(Locale.ENGLISH)).contains("treated as reject");
  }

  private DomainReport look(String challenge) {
    return checks.look(
        new VerifiedDomain(DOMAIN, 1, false, false, NOW),
        Standing.begin(DOMAIN, SendRule.CHECKS, challenge));
  }

  private static Finding one(DomainReport report, Subject subject) {
    assertThat(report.of(subject)).hasSize(1);
    return report.of(subject).getFirst();
  }

  private static Finding report(String selector, DomainReport report) {
    return report.of(Subject.DKIM).stream()
        .filter(finding -> finding.name().ascii().startsWith(selector + "."))
        .findFirst()
        .orElseThrow();
  }

  private void txt(String name, String... records) {
    dns.txt(name, Answer.found(Security.UNKNOWN, Arrays.asList(records), Duration.ofMinutes(1)));
  }
}
