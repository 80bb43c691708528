package io.postern.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.postern.directory.ProvenRight.Method;
import io.postern.policy.AccountFact;
import io.postern.policy.OrganisationPolicy;
import io.postern.policy.Row;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.store.Database;
import io.postern.store.SqliteDatabase;
import io.postern.store.StoreException;
import io.postern.store.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The directory on a real store. */
class DirectoryTest {
  private static final Domain DOMAIN = new Domain("hospital.example");
  private static final Mailbox ANNA = Mailbox.of("Anna@hospital.example");
  private static final byte[] RECIPIENT = {1, 2, 3};
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  @TempDir private Path folder;
  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private Database database;
  private Directory directory;

  @BeforeEach
  void open() {
    database = SqliteDatabase.open(folder.resolve("postern.db"), StoreSettings.defaults());
    directory = new Directory(database, now::get);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void keepsAnOrganisationWhole() {
    Organisation made =
        organisation("St. Anna")
            .withBrand(new Brand("St. Anna", "abc", "#0a0b0c", "+31 30 123"))
            .withPolicy(
                OrganisationPolicy.DEFAULT.withFloors(
                    new OrganisationPolicy.Floors(Row.SMS, java.util.Map.of(), java.util.Map.of())))
            .withPostmaster(Mailbox.of("Post@hospital.example"))
            .withCountries(Set.of("NL", "BE"))
            .withRetentionDays(30)
            .withSenderCopies(false)
            .withSmsPerDay(5);
    directory.add(made);
    Organisation read = directory.organisation(made.key()).orElseThrow();
    assertThat(read).usingRecursiveComparison().isEqualTo(made);
    assertThat(read.headerRules().retention()).isEqualTo(Duration.ofDays(30));
    assertThat(directory.organisationByName("St. Anna")).isPresent();
    assertThat(directory.organisations()).hasSize(1);
    assertThat(read.toString()).doesNotContain("[B@").contains("(organisation keys)");
  }

  @Test
  void twoOrganisationsCannotShareAName() {
    directory.add(organisation("St. Anna"));
    assertThatThrownBy(() -> directory.add(organisation("St. Anna")))
        .isInstanceOf(StoreException.Taken.class);
    Organisation other = organisation("Other");
    directory.add(other);
    assertThatThrownBy(() ->
            directory.change(other.key(), o -> o.withBrand(new Brand("St. Anna", "x", null, null))))
        .isInstanceOf(StoreException.Taken.class);
  }

  @Test
  void aChangeHoldsAtOnceHereAndIsReadAfreshElsewhereSoon() {
    Organisation made = organisation("St. Anna");
    directory.add(made);
    Directory elsewhere = new Directory(database, now::get);
    assertThat(elsewhere.organisation(made.key()).orElseThrow().retentionDays()).isEqualTo(90);
    directory.change(made.key(), o -> o.withRetentionDays(7));
    assertThat(directory.organisation(made.key()).orElseThrow().retentionDays()).isEqualTo(7);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> elsewhere.organisation(made.key()).orElseThrow().retentionDays() == 7);
  }

  @Test
  void aDomainHasOneVerifiedOwner() {
    Organisation one = organisation("One");
    Organisation two = organisation("Two");
    directory.add(one);
    directory.add(two);
    directory.add(new DomainClaim(one.key(), DOMAIN, "a", NOON));
    directory.add(new DomainClaim(two.key(), DOMAIN, "b", NOON));
    assertThat(directory.domain(DOMAIN)).isEmpty();
    directory.add(new VerifiedDomain(DOMAIN, two.key(), false, false, NOON));
    assertThat(directory.organisationOfDomain(DOMAIN).map(Organisation::key)).hasValue(two.key());
    assertThat(directory.claims(two.key())).isEmpty();
    assertThat(directory.claims(one.key())).hasSize(1);
    assertThatThrownBy(
            () -> directory.add(new VerifiedDomain(DOMAIN, one.key(), false, false, NOON)))
        .isInstanceOf(StoreException.Taken.class);
    directory.setMaySend(DOMAIN, true);
    assertThat(directory.domain(DOMAIN).orElseThrow().maySend()).isTrue();
    assertThat(directory.release(one.key(), DOMAIN)).isFalse();
    assertThat(directory.release(two.key(), DOMAIN)).isTrue();
    assertThat(directory.domain(DOMAIN)).isEmpty();
  }

  @Test
  void anAddressBelongsToOneAccountInAnySpelling() {
    Account anna = account(1L, ANNA);
    directory.add(anna);
    directory.addAlias(anna.key(), Mailbox.of("a.smit@hospital.example"));
    Account read = directory.accountByAddress(Mailbox.of("A.SMIT@HOSPITAL.EXAMPLE")).orElseThrow();
    assertThat(read.key()).isEqualTo(anna.key());
    assertThat(read.address().toString()).isEqualTo("Anna@hospital.example");
    assertThat(read.aliases()).containsExactly(Mailbox.of("a.smit@hospital.example"));
    assertThatThrownBy(() -> directory.add(account(1L, Mailbox.of("anna@hospital.example"))))
        .isInstanceOf(StoreException.Taken.class);
    assertThat(directory.accounts(1L)).as("the refused one left nothing").hasSize(1);
    assertThat(directory.removeAlias(anna.key(), ANNA)).as("the primary one stays").isFalse();
    assertThat(directory.removeAlias(anna.key(), Mailbox.of("a.smit@hospital.example"))).isTrue();
    assertThat(directory.accountByAddress(Mailbox.of("a.smit@hospital.example"))).isEmpty();
  }

  @Test
  void tellsTheLadderWhatAnAccountIsWorth() {
    Account anna = account(1L, ANNA);
    directory.add(anna);
    assertThat(fact(ANNA)).isInstanceOf(AccountFact.WithoutSecondFactor.class);
    directory.setTotp(anna.key(), new byte[] {9});
    assertThat(fact(ANNA)).isInstanceOf(AccountFact.Member.class);
    directory.setActive(anna, false);
    assertThat(fact(ANNA)).isInstanceOf(AccountFact.Inactive.class);
    directory.setActive(anna, true);
    directory.setTotp(anna.key(), null);
    assertThat(fact(ANNA)).isInstanceOf(AccountFact.WithoutSecondFactor.class);

    Mailbox guest = Mailbox.of("guest@elsewhere.example");
    Account personal = account(null, guest);
    directory.add(personal);
    directory.setTotp(personal.key(), new byte[] {9});
    assertThat(fact(guest)).isEqualTo(new AccountFact.Personal(false));
    database.write(tx -> {
      Directory.satisfy(tx, personal.key(), 1L, NOON);
      Directory.satisfy(tx, personal.key(), 1L, NOON);
      return true;
    });
    assertThat(directory.satisfied(personal.key(), 1L)).isTrue();
    assertThat(directory.satisfied(personal.key(), 2L)).as("of another organisation").isFalse();
  }

  @Test
  void aTimeStepServesOnceAndNeverBackwards() {
    Account anna = account(1L, ANNA);
    directory.add(anna);
    directory.setTotp(anna.key(), new byte[] {9});
    assertThat(directory.useTotpStep(anna.key(), 100)).isTrue();
    assertThat(directory.useTotpStep(anna.key(), 100)).isFalse();
    assertThat(directory.useTotpStep(anna.key(), 99)).isFalse();
    assertThat(directory.useTotpStep(anna.key(), 101)).isTrue();
    directory.setTotp(anna.key(), new byte[] {8});
    assertThat(directory.useTotpStep(anna.key(), 101)).as("a new seed begins anew").isTrue();
  }

  @Test
  void ofManyAtOnceOneUsesAStep() throws InterruptedException {
    Account anna = account(1L, ANNA);
    directory.add(anna);
    Set<Integer> winners = ConcurrentHashMap.newKeySet();
    List<Thread> threads =
        java.util.stream.IntStream.range(0, 20)
            .mapToObj(i ->
                Thread.ofVirtual()
                    .start(() -> {
                      if (directory.useTotpStep(anna.key(), 7)) {
                        winners.add(i);
                      }
                    }))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(winners).hasSize(1);
  }

  @Test
  void aSuspendedCredentialIsFoundAndNotActive() {
    SmtpCredential made = credential("smtp-1");
    directory.add(made);
    assertThat(directory.byLogin("smtp-1").orElseThrow())
        .usingRecursiveComparison()
        .isEqualTo(made);
    directory.setActive(made, false);
    assertThat(directory.byLogin("smtp-1").orElseThrow().active()).isFalse();
    assertThat(directory.byLogin("smtp-2")).isEmpty();
    assertThatThrownBy(() -> directory.add(credential("smtp-1")))
        .isInstanceOf(StoreException.Taken.class);
  }

  @Test
  void notesWhenACredentialWasUsedOncePerMinute() {
    SmtpCredential made = credential("smtp-1");
    directory.add(made);
    directory.used(made);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> assertThat(directory.credentials(1L).getFirst().usedAt()).isEqualTo(NOON));
    now.set(NOON.plusSeconds(5));
    directory.used(made);
    assertThat(directory.credentials(1L).getFirst().usedAt()).as("not yet").isEqualTo(NOON);
    directory.flushUses();
    assertThat(directory.credentials(1L).getFirst().usedAt()).isEqualTo(NOON.plusSeconds(5));
  }

  // Rights, SPEC 6.7

  @Test
  void theNewestSpecifiedCountsWhateverIsOpenedLast() {
    assertThat(prove(Method.SMS, 10, NOON)).isTrue();
    assertThat(prove(Method.SMS, 20, NOON.plusSeconds(60))).isTrue();
    assertThat(prove(Method.SMS, 30, NOON.plusSeconds(30))).as("specified between").isFalse();
    assertThat(proven(Method.SMS)).containsExactly(20);
  }

  @Test
  void methodsRecipientsAndOrganisationsAreApart() {
    prove(Method.SMS, 10, NOON);
    assertThat(
            database.<Boolean>read(
                tx -> Rights.proven(tx, 1L, RECIPIENT, Method.ACCESS_CODE).isPresent()))
        .isFalse();
    assertThat(
            database.<Boolean>read(tx -> Rights.proven(tx, 2L, RECIPIENT, Method.SMS).isPresent()))
        .isFalse();
    assertThat(
            database.<Boolean>read(
                tx -> Rights.proven(tx, 1L, new byte[] {9}, Method.SMS).isPresent()))
        .isFalse();
  }

  @Test
  void nothingSpecifiedBeforeADeletionBecomesProven() {
    prove(Method.SMS, 10, NOON);
    assertThat(delete(NOON.plusSeconds(60))).isTrue();
    assertThat(prove(Method.SMS, 20, NOON.plusSeconds(59))).isFalse();
    assertThat(prove(Method.SMS, 20, NOON.plusSeconds(60))).as("in that very moment").isFalse();
    assertThat(prove(Method.SMS, 30, NOON.plusSeconds(61))).isTrue();
    assertThat(proven(Method.SMS)).containsExactly(30);
  }

  @Test
  void aDeletionOfNothingLeavesItsMarkToo() {
    assertThat(delete(NOON)).isFalse();
    assertThat(prove(Method.SMS, 10, NOON.minusSeconds(1))).isFalse();
    assertThat(
            database.<Boolean>read(
                tx -> Rights.mayBeProven(tx, 1L, RECIPIENT, Method.SMS, NOON.minusSeconds(1))))
        .isFalse();
    assertThat(
            database.<Boolean>read(
                tx -> Rights.mayBeProven(tx, 1L, RECIPIENT, Method.ACCESS_CODE, NOON)))
        .isTrue();
  }

  @Test
  void provingTheSameAgainKeepsItsHint() {
    prove(Method.ACCESS_CODE, 10, NOON);
    database.write(tx -> Rights.hint(tx, 1L, RECIPIENT, Method.ACCESS_CODE, "your desk number"));
    prove(Method.ACCESS_CODE, 10, NOON);
    assertThat(right(Method.ACCESS_CODE).hint()).isEqualTo("your desk number");
    prove(Method.ACCESS_CODE, 20, NOON.plusSeconds(1));
    assertThat(right(Method.ACCESS_CODE).hint()).as("another code").isNull();
  }

  private boolean prove(Method method, int detail, Instant specified) {
    ProvenRight right =
        new ProvenRight(
            1L,
            RECIPIENT,
            method,
            new byte[] {5},
            new byte[] {(byte) detail},
            specified,
            NOON,
            null);
    return database.write(tx -> Rights.prove(tx, right));
  }

  private boolean delete(Instant at) {
    return database.write(tx -> Rights.delete(tx, 1L, RECIPIENT, Method.SMS, at));
  }

  private byte[] proven(Method method) {
    return right(method).detail();
  }

  private ProvenRight right(Method method) {
    return database.read(tx -> Rights.proven(tx, 1L, RECIPIENT, method)).orElseThrow();
  }

  private AccountFact fact(Mailbox address) {
    Account account = directory.accountByAddress(address).orElseThrow();
    return account.fact(directory.satisfied(account.key(), 1L));
  }

  private Organisation organisation(String name) {
    long key = database.newKey();
    return new Organisation(
        key,
        new Brand(name, "public" + key, null, null),
        Locale.of("nl"),
        null,
        OrganisationPolicy.DEFAULT,
        true,
        90,
        Set.of(),
        1_000,
        new OrganisationKeys(new byte[] {1}, new byte[] {2}));
  }

  private Account account(@org.jspecify.annotations.Nullable Long organisation, Mailbox address) {
    return new Account(
        database.newKey(), organisation, address, List.of(), "Anna Smit", null, true, false);
  }

  private SmtpCredential credential(String login) {
    return new SmtpCredential(
        database.newKey(),
        1L,
        login,
        "mail server",
        new byte[] {1},
        new byte[] {2},
        4096,
        new byte[] {3},
        new byte[] {4},
        Set.of(DOMAIN),
        true);
  }
}
