package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.directory.Account;
import io.postern.directory.DomainClaim;
import io.postern.directory.Organisation;
import io.postern.directory.ProvenRight;
import io.postern.directory.ProvenRight.Method;
import io.postern.directory.Rights;
import io.postern.directory.ScramKeys;
import io.postern.directory.SignInSecrets;
import io.postern.directory.SmtpCredential;
import io.postern.directory.Totp;
import io.postern.dns.Answer;
import io.postern.policy.Cleartext;
import io.postern.seal.AccessCodeKey;
import io.postern.seal.Addresses;
import io.postern.seal.HpkePublicKey;
import io.postern.seal.Passwords;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operations, on a real store with real keys. */
class AdministrationTest {
  private static final Locale DUTCH = Locale.of("nl");
  private static final Domain DOMAIN = new Domain("hospital.example");
  private static final Mailbox ANNA = Mailbox.of("anna@hospital.example");
  private static final Mailbox GUEST = Mailbox.of("guest@elsewhere.example");

  @TempDir private Path folder;
  private TestWorld world;
  private Administration admin;
  private Organisation hospital;

  @BeforeEach
  void open() throws Exception {
    world = new TestWorld(folder);
    admin = world.administration;
    hospital = admin.organisations().create("St. Anna", DUTCH);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void anOrganisationHasItsOwnKeyPair() throws NotDone {
    Organisation other = admin.organisations().create("Other", DUTCH);
    assertThat(HpkePublicKey.of(hospital.keys().publicKey()))
        .isNotEqualTo(HpkePublicKey.of(other.keys().publicKey()));
    assertThat(hospital.brand().publicId()).isNotEqualTo(other.brand().publicId());
    refused(NotDone.Why.TAKEN, () -> admin.organisations().create("Other", DUTCH));
    refused(NotDone.Why.INVALID, () -> admin.organisations().create(" ", DUTCH));
    refused(NotDone.Why.INVALID, () -> admin.organisations().create("A", Locale.of("tlh")));
    refused(NotDone.Why.NOT_FOUND, () -> admin.organisations().named("st. anna"));
  }

  @Test
  void aDomainIsVerifiedByItsRecordAndByNothingElse() throws NotDone {
    DomainClaim claim = admin.domains().claim(hospital, DOMAIN);
    assertThat(admin.domains().claim(hospital, DOMAIN)).isEqualTo(claim);
    Domains.Record record = Domains.record(claim);
    assertThat(record.name().ascii()).isEqualTo("_postern-challenge.hospital.example");
    refused(NotDone.Why.NOT_YET, () -> admin.domains().verify(hospital, DOMAIN));
    world.txt.put(record.name(), found(List.of("postern-verification=wrong")));
    refused(NotDone.Why.NOT_YET, () -> admin.domains().verify(hospital, DOMAIN));
    world.txt.put(record.name(), Answer.failed(Answer.Security.BOGUS, "bogus"));
    refused(NotDone.Why.NOT_YET, () -> admin.domains().verify(hospital, DOMAIN));
    assertThat(world.directory.domain(DOMAIN)).isEmpty();
    world.txt.put(record.name(), found(List.of("v=spf1 -all", record.value())));
    assertThat(admin.domains().verify(hospital, DOMAIN).maySend()).isFalse();
    admin.domains().maySend(hospital, DOMAIN, true);
    assertThat(world.directory.domain(DOMAIN).orElseThrow().maySend()).isTrue();
  }

  @Test
  void aDomainOfAnotherOrganisationIsNotToBeHad() throws NotDone {
    Organisation other = admin.organisations().create("Other", DUTCH);
    admin.domains().claim(other, DOMAIN);
    assumed();
    refused(NotDone.Why.TAKEN, () -> admin.domains().claim(other, DOMAIN));
    refused(NotDone.Why.TAKEN, () -> admin.domains().assume(other, DOMAIN));
    refused(NotDone.Why.NOT_FOUND, () -> admin.domains().release(other, DOMAIN));
    refused(NotDone.Why.INVALID, () -> admin.accounts().create(other, ANNA, "Anna", null));
    refused(NotDone.Why.INVALID, () -> admin.credentials().create(other, "relay", Set.of(DOMAIN)));
    assertThat(admin.domains().release(hospital, DOMAIN)).isEqualTo(3);
    assertThat(world.asked).containsExactly(new HeldCopies.Cause.OfDomain(hospital.key(), DOMAIN));
  }

  @Test
  void anAccountSignsInWithItsPasswordAndItsSecondFactor() throws NotDone {
    Account anna = anna();
    refused(NotDone.Why.INVALID, () -> admin.accounts().password(anna, "too short"));
    admin.accounts().password(anna, "correct horse battery");
    Accounts.Enrolment enrolment = admin.accounts().enrolTotp(anna);
    SignInSecrets secrets = world.directory.secrets(anna.key()).orElseThrow();
    String phc = Objects.requireNonNull(secrets.password());
    byte[] sealed = Objects.requireNonNull(secrets.totp());
    assertThat(phc).startsWith("$argon2id$");
    assertThat(new Passwords(new SecureRandom()).verify("correct horse battery", phc)).isTrue();
    byte[] seed = world.keys.openSecret(sealed, SignInSecrets.TOTP);
    assertThat(Totp.base32(seed)).isEqualTo(enrolment.secret());
    assertThat(enrolment.uri())
        .startsWith("otpauth://totp/Postern%3Aanna%40hospital.example?secret=")
        .contains(enrolment.secret());
    assertThat(enrolment.toString()).doesNotContain(enrolment.secret());
    assertThat(admin.accounts().at(ANNA).secondFactor()).isTrue();
    admin.accounts().resetTotp(anna);
    assertThat(admin.accounts().at(ANNA).secondFactor()).isFalse();
  }

  @Test
  void aSeedMayBeBroughtAlong() throws NotDone {
    Account anna = anna();
    String base32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    assertThat(admin.accounts().importTotp(anna, base32).secret()).isEqualTo(base32);
    refused(NotDone.Why.INVALID, () -> admin.accounts().importTotp(anna, "GEZDGNBV"));
    refused(NotDone.Why.INVALID, () -> admin.accounts().importTotp(anna, "not base32!"));
  }

  @Test
  void suspendingHoldsWhatWaits() throws NotDone {
    Account anna = anna();
    assertThat(admin.accounts().suspend(anna)).isEqualTo(3);
    assertThat(admin.accounts().at(ANNA).active()).isFalse();
    SmtpCredential relay =
        admin.credentials().create(hospital, "relay", Set.of(DOMAIN)).credential();
    assertThat(admin.credentials().suspend(relay)).isEqualTo(3);
    assertThat(admin.credentials().withLogin(relay.login()).active()).isFalse();
    assertThat(world.asked)
        .containsExactly(
            new HeldCopies.Cause.OfAccount(anna.key()),
            new HeldCopies.Cause.OfCredential(relay.key()));
    admin.accounts().activate(anna);
    admin.credentials().activate(relay);
    assertThat(admin.accounts().at(ANNA).active()).isTrue();
    assertThat(admin.credentials().withLogin(relay.login()).active()).isTrue();
  }

  @Test
  void addressesAreCheckedAgainstVerifiedDomains() throws NotDone {
    refused(NotDone.Why.INVALID, () -> admin.accounts().create(hospital, ANNA, "Anna", null));
    Account anna = anna();
    refused(NotDone.Why.TAKEN, () -> admin.accounts().create(hospital, ANNA, "Again", null));
    refused(NotDone.Why.INVALID, () -> admin.accounts().addAlias(anna, GUEST));
    admin.accounts().addAlias(anna, Mailbox.of("a.smit@hospital.example"));
    refused(
        NotDone.Why.TAKEN,
        () -> admin.accounts().addAlias(anna, Mailbox.of("A.Smit@hospital.example")));
    admin.accounts().removeAlias(anna, Mailbox.of("a.smit@hospital.example"));
    refused(NotDone.Why.NOT_FOUND, () -> admin.accounts().removeAlias(anna, ANNA));
  }

  @Test
  void aCredentialsSecretOpensByDigestAndByScramAndIsKeptNowhere() throws Exception {
    assumed();
    SmtpCredentials.Issued issued = admin.credentials().create(hospital, "relay", Set.of());
    SmtpCredential kept = world.directory.byLogin(issued.credential().login()).orElseThrow();
    byte[] secret = issued.secret().getBytes(StandardCharsets.UTF_8);
    assertThat(issued.secret()).matches("[A-Za-z0-9]{43}");
    assertThat(world.keys.digest(SmtpCredential.DIGEST, secret)).isEqualTo(kept.digest());
    ScramKeys scram = ScramKeys.derive(secret, kept.salt(), kept.iterations());
    assertThat(scram.storedKey()).isEqualTo(kept.storedKey());
    assertThat(scram.serverKey()).isEqualTo(kept.serverKey());
    assertThat(issued.toString()).doesNotContain(issued.secret());

    SmtpCredentials.Issued rotated = admin.credentials().rotate(kept);
    SmtpCredential now = world.directory.byLogin(kept.login()).orElseThrow();
    assertThat(now.digest()).isNotEqualTo(kept.digest());
    assertThat(
            world.keys.digest(
                SmtpCredential.DIGEST, rotated.secret().getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(now.digest());
    assertThat(admin.credentials().list(hospital)).hasSize(1);
    nowhereOnDisk(issued.secret(), rotated.secret());
  }

  @Test
  void policiesChangeWhatIsNamedAndLeaveTheRest() throws NotDone {
    admin.policies().retention(hospital, 30);
    admin.policies().ladder(hospital, p -> p.withCleartext(Cleartext.LINKS));
    admin.policies().ladder(hospital, p -> p.withMinimumAlways(true));
    admin.policies().countries(hospital, Set.of("nl", "BE"));
    admin.policies().senderCopies(hospital, false);
    admin.organisations().brand(hospital, null, "#112233", null);
    Organisation now = admin.organisations().named("St. Anna");
    assertThat(now.retentionDays()).isEqualTo(30);
    assertThat(now.policy().cleartext()).isEqualTo(Cleartext.LINKS);
    assertThat(now.policy().minimumAlways()).isTrue();
    assertThat(now.countries()).containsExactlyInAnyOrder("NL", "BE");
    assertThat(now.senderCopies()).isFalse();
    assertThat(now.brand().accent()).isEqualTo("#112233");
    refused(NotDone.Why.INVALID, () -> admin.policies().retention(hospital, 0));
    refused(NotDone.Why.INVALID, () -> admin.policies().countries(hospital, Set.of("XQ")));
    refused(NotDone.Why.INVALID, () -> admin.organisations().brand(hospital, null, "red", null));
  }

  @Test
  void aRightAddedByAnAdminIsProvenAndItsRecipientUnreadableOnDisk() throws Exception {
    admin.rights().add(hospital, GUEST, admin.rights().sms(hospital, "+31612345678"), null);
    admin.rights().add(hospital, GUEST, admin.rights().code("geheim99"), "the usual");
    List<AccessRights.Shown> shown = admin.rights().list(hospital);
    assertThat(shown).hasSize(2).allMatch(right -> right.recipient().equals(GUEST));
    assertThat(shown).extracting(AccessRights.Shown::ending).containsExactlyInAnyOrder("78", "");

    byte[] hash = new Addresses(world.keys).hash(GUEST);
    ProvenRight code =
        world
            .database
            .read(tx -> Rights.proven(tx, hospital.key(), hash, Method.ACCESS_CODE))
            .orElseThrow();
    byte[] pepper = world.keys.pepper(Long.toString(hospital.key()), GUEST.key());
    assertThat(AccessCodeKey.derive("geheim99", pepper).publicKey().bytes())
        .isEqualTo(code.detail());
    nowhereOnDisk("geheim99", "31612345678", "guest@elsewhere.example");
  }

  @Test
  void aDeletedRightLocksAndStaysDeleted() throws NotDone {
    admin.rights().add(hospital, GUEST, admin.rights().sms(hospital, "+31612345678"), null);
    assertThat(admin.rights().delete(hospital, GUEST, Method.SMS)).isEqualTo(2);
    assertThat(admin.rights().list(hospital)).isEmpty();
    refused(
        NotDone.Why.TAKEN,
        () ->
            admin
                .rights()
                .add(hospital, GUEST, admin.rights().sms(hospital, "+31612345678"), null));
    refused(NotDone.Why.NOT_FOUND, () -> admin.rights().delete(hospital, GUEST, Method.SMS));
    refused(NotDone.Why.NOT_FOUND, () -> admin.rights().hint(hospital, GUEST, Method.SMS, "x"));
  }

  @Test
  void complaintsAboutNumbersAndCodesDoNotRepeatThem() {
    for (ThrowingCallable bad :
        List.<ThrowingCallable>of(
            () -> admin.rights().sms(hospital, "0612345678"),
            () -> admin.rights().sms(hospital, "+999612345678"),
            () -> admin.rights().code("g h e i m"))) {
      assertThatThrownBy(bad)
          .isInstanceOf(NotDone.class)
          .message()
          .doesNotContain("612345678", "g h e i m");
    }
  }

  private void assumed() throws NotDone {
    admin.domains().claim(hospital, DOMAIN);
    admin.domains().assume(hospital, DOMAIN);
  }

  private Account anna() throws NotDone {
    if (world.directory.domain(DOMAIN).isEmpty()) {
      assumed();
    }
    return admin.accounts().create(hospital, ANNA, "Anna Smit", null);
  }

  private void nowhereOnDisk(String... secrets) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(bytes).as(file.toString()).doesNotContain(secrets);
      }
    }
  }

  private static Answer<String> found(List<String> records) {
    return Answer.found(Answer.Security.INSECURE, records, Duration.ofMinutes(1));
  }

  private static void refused(NotDone.Why why, ThrowingCallable operation) {
    assertThatThrownBy(operation)
        .isInstanceOfSatisfying(
            NotDone.class,
            notDone -> {
              assertThat(notDone.why()).isEqualTo(why);
              assertThat(notDone.sentence()).isNotBlank().doesNotContain("\n");
            });
  }
}
