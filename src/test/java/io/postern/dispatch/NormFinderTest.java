package io.postern.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.delivery.Destination;
import io.postern.directory.Brand;
import io.postern.directory.Directory;
import io.postern.directory.Organisation;
import io.postern.directory.OrganisationKeys;
import io.postern.directory.VerifiedDomain;
import io.postern.dns.Answer;
import io.postern.dns.Answer.Security;
import io.postern.dns.Mx;
import io.postern.dns.ScriptedDns;
import io.postern.policy.OrganisationPolicy;
import io.postern.smtp.Domain;
import io.postern.store.Database;
import io.postern.store.SqliteDatabase;
import io.postern.store.StoreSettings;
import io.postern.transport.nta7516.Norm;
import io.postern.transport.nta7516.NormProfile;
import io.postern.transport.nta7516.SenderStanding;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both sides of NTA 7516 as one fact (SPEC 7.4): who, what the DNS says, what follows. */
class NormFinderTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final Duration TTL = Duration.ofMinutes(5);
  private static final Domain OURS = Domain.of("hospital.example");
  private static final Domain THEIRS = Domain.of("clinic.example");
  private static final String RECORD = "v=NTA7516-1;startdate=2026-01;enddate=2026-12;provider=P";

  /** Switch, sender's domain, sender's record, recipient's record, the fact. */
  private static final String TABLE =
      """
      on  ours   good    good    BOTH_DO
      on  ours   good    none    RECIPIENT_DOES_NOT
      on  ours   good    plain   RECIPIENT_DOES_NOT
      on  ours   good    broken  UNKNOWN
      on  ours   none    good    SENDER_DOES_NOT
      on  ours   none    broken  SENDER_DOES_NOT
      on  ours   broken  good    UNKNOWN
      on  ours   broken  broken  UNKNOWN
      on  ours   broken  none    RECIPIENT_DOES_NOT
      off ours   good    good    SENDER_DOES_NOT
      off ours   good    broken  SENDER_DOES_NOT
      on  guest  good    good    SENDER_DOES_NOT
      on  other  good    good    SENDER_DOES_NOT
      """;

  @TempDir private Path folder;
  private final ScriptedDns dns = new ScriptedDns();
  private Database database;
  private Directory directory;

  @BeforeEach
  void open() {
    database = SqliteDatabase.open(folder.resolve("postern.db"), StoreSettings.defaults());
    directory = new Directory(database, () -> NOON);
    dns.mx(OURS.ascii(), Answer.found(Security.SECURE, List.of(new Mx(10, "mx.example")), TTL));
  }

  @AfterEach
  void close() {
    database.close();
  }

  static List<String> lines() {
    return TABLE.lines().toList();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void theFactIs(String line) {
    String[] words = line.split(" +", -1);
    Organisation ours = organisation(1, words[0].equals("on"));
    Organisation other = organisation(2, true);
    switch (words[1]) {
      case "ours" -> owns(ours);
      case "other" -> owns(other);
      default -> {}
    }
    publishes(OURS, words[2], RECORD);
    publishes(THEIRS, words[3], RECORD + ";ntamx=10 nta.clinic.example");
    NormFinder.Found found = finder().between(ours, OURS, THEIRS);
    assertThat(found.fact().name()).isEqualTo(words[4]);
    assertThat(found.way().to())
        .isInstanceOf(
            words[4].equals("BOTH_DO") ? Destination.Named.class : Destination.MxHosts.class);
  }

  @Test
  void withoutHostsOfItsOwnTheRecipientIsReachedAtItsMxHosts() {
    Organisation ours = organisation(1, true);
    owns(ours);
    publishes(OURS, "good", RECORD);
    publishes(THEIRS, "good", RECORD);
    assertThat(finder().between(ours, OURS, THEIRS).way().to()).isEqualTo(Destination.MX);
  }

  private NormFinder finder() {
    return new NormFinder(
        directory,
        new Norm(
            NormProfile.NTA_7516,
            dns,
            (domain, check) -> SenderStanding.State.HOLDS,
            () -> NOON,
            new Random(7)));
  }

  private void owns(Organisation organisation) {
    directory.add(new VerifiedDomain(OURS, organisation.key(), false, true, NOON));
  }

  private void publishes(Domain domain, String what, String record) {
    dns.txt(
        domain.ascii(),
        switch (what) {
          case "good" -> Answer.found(Security.SECURE, List.of(record), TTL);
          case "plain" -> Answer.found(Security.INSECURE, List.of(record), TTL);
          case "broken" -> Answer.failed(Security.BOGUS, "bogus");
          default -> Answer.none(Answer.Status.NO_DATA, Security.SECURE, TTL);
        });
  }

  private Organisation organisation(long key, boolean on) {
    Organisation organisation =
        new Organisation(
            key,
            new Brand("Organisation " + key, "o" + key, null, null),
            Locale.ENGLISH,
            null,
            OrganisationPolicy.DEFAULT.withNta7516(on),
            true,
            90,
            Set.of(),
            0,
            new OrganisationKeys(new byte[] {1}, new byte[] {2}));
    directory.add(organisation);
    return organisation;
  }
}
