package io.postern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.admin.Administration;
import io.postern.admin.NotDone;
import io.postern.admin.SmtpCredentials;
import io.postern.admin.WaitingCopies.Choice;
import io.postern.conversation.CopyState;
import io.postern.demo.CapturedMail;
import io.postern.demo.DemoSubmitter;
import io.postern.demo.Posture;
import io.postern.demo.Running;
import io.postern.directory.Account;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.store.Tx;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SPEC 1.10: what a suspended sender had queued waits for an administrator; SPEC 18: revoked. */
class HeldCopiesEndToEndTest {
  @RegisterExtension static final Town town = new Town();

  private static int people;

  private static Administration admin() {
    return town.gateway().gateway().administration();
  }

  /** Somebody new, who may send. */
  private static Account somebody() throws NotDone {
    people++;
    return admin()
        .accounts()
        .create(
            town.organisation(),
            Mailbox.of("held" + people + "@stanna.example"),
            "Held " + people,
            Locale.ENGLISH);
  }

  private static Letter letter(Account from, String to) {
    Letter letter = Letter.to(to);
    letter.from = from.address().toString();
    letter.reversePath = from.address().toString();
    return letter;
  }

  /** A message of this account that waits for a host that is not there. */
  private static String queued(Account from, String to) throws IOException {
    String id = town.submit(letter(from, to));
    town.await("tried once", () -> town.deferrals(id, to) == 1);
    town.settle();
    return id;
  }

  private static long waiting(Tx tx) {
    return tx.one("SELECT COUNT(*) FROM queue", r -> r.getLong(1)).orElse(0L);
  }

  @Test
  void aSuspendedAccountsCopiesAreHeldAndSentWhenReleased() throws Exception {
    Account account = somebody();
    try (Town.Host host = town.host(Posture.REPLIES_4XX)) {
      String to = "held@" + host.domain();
      String id = queued(account, to);
      assertThat(admin().accounts().suspend(account)).isEqualTo(1);
      assertThat(town.state(id, to)).isEqualTo(CopyState.HELD);
      assertThatThrownBy(() -> town.submit(letter(account, to)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("550");

      host.becomes(Posture.VALID_CERTIFICATE);
      town.pass(Duration.ofHours(20));
      town.settle();
      assertThat(town.state(id, to)).isEqualTo(CopyState.HELD);
      assertThat(town.world().mails().to(to)).isEmpty();

      // Still suspended: that an administrator says so is enough.
      assertThat(admin().queue().release(Choice.of(id))).isEqualTo(1);
      town.await(id, to, CopyState.DELIVERED);
      assertThat(town.world().mails().to(to)).hasSize(1);
    }
  }

  @Test
  void whatWasBeingSubmittedWhileItsAccountWasSuspendedIsHeldAtItsNextAttempt() throws Exception {
    Account account = somebody();
    try (Town.Host host = town.host(Posture.REPLIES_4XX)) {
      String to = "race@" + host.domain();
      String id = queued(account, to);
      // As though the suspension had looked for copies a moment before this one was there.
      town.gateway()
          .gateway()
          .database()
          .write(tx -> tx.update("UPDATE account SET active = 0 WHERE key = ?", account.key()));
      host.becomes(Posture.VALID_CERTIFICATE);
      town.pass(Duration.ofMinutes(2));
      town.await(id, to, CopyState.HELD);
      admin().queue().revoke(Choice.of(id));
      assertThat(town.world().mails().to(to)).isEmpty();
    }
  }

  @Test
  void copiesOfASuspendedCredentialAreHeldAndThoseOfAnotherAreNot() throws Exception {
    SmtpCredentials.Issued issued =
        admin().credentials().create(town.organisation(), "held", Set.of());
    DemoSubmitter other =
        new DemoSubmitter(
            town.gateway().submissionPort(),
            new Running.Login(issued.credential().login(), issued.secret()),
            town.world().clientTls());
    try (Town.Host host = town.host(Posture.REPLIES_4XX)) {
      String mine = "credential@" + host.domain();
      String others = "another@" + host.domain();
      Letter letter = Letter.to(mine);
      String id = other.submit(letter.reversePath, letter.envelope, letter.bytes());
      String free = town.submit(Letter.to(others));
      town.await("tried once", () -> town.deferrals(id, mine) == 1);
      town.settle();

      assertThat(admin().credentials().suspend(issued.credential())).isEqualTo(1);
      host.becomes(Posture.VALID_CERTIFICATE);
      town.pass(Duration.ofHours(2));
      town.await(free, others, CopyState.DELIVERED);
      assertThat(town.state(id, mine)).isEqualTo(CopyState.HELD);

      admin().credentials().activate(issued.credential());
      town.settle();
      assertThat(town.state(id, mine))
          .as("until an administrator says so")
          .isEqualTo(CopyState.HELD);
      admin().queue().release(new Choice(null, null, Domain.of(host.domain()), true));
      town.await(id, mine, CopyState.DELIVERED);
    }
  }

  @Test
  void whatIsHeldAndReturnedIsReportedAndNotSent() throws Exception {
    Account account = somebody();
    try (Town.Host host = town.host(Posture.REPLIES_4XX)) {
      String to = "returned@" + host.domain();
      String id = queued(account, to);
      admin().queue().hold(Choice.of(id));
      assertThat(town.state(id, to)).isEqualTo(CopyState.HELD);
      host.becomes(Posture.VALID_CERTIFICATE);
      long mails = town.mailsSoFar();

      assertThat(admin().queue().bounce(Choice.of(id))).isEqualTo(1);
      town.await(id, to, CopyState.FAILED);
      CapturedMail report = town.mail(account.address().toString(), mail -> mail.number() > mails);
      assertThat(report.from()).isEmpty();
      assertThat(report.raw()).contains("Action: failed").contains("Status: 5.7.1").contains(to);
      assertThat(town.world().mails().to(to)).isEmpty();
    }
  }

  @Test
  void whatNobodyReleasesBouncesAtTheQueuesLimit() throws Exception {
    Account account = somebody();
    try (Town.Host host = town.host(Posture.REPLIES_4XX)) {
      String to = "forgotten@" + host.domain();
      String id = queued(account, to);
      admin().accounts().suspend(account);
      town.pass(Duration.ofHours(47));
      town.settle();
      assertThat(town.state(id, to)).isEqualTo(CopyState.HELD);
      town.pass(Duration.ofHours(2));
      town.await(id, to, CopyState.FAILED);
      CapturedMail report =
          town.mail(account.address().toString(), mail -> mail.raw().contains(to));
      assertThat(report.raw()).contains("Status: 5.4.7");
    }
  }

  @Test
  void whatIsHeldOutlivesItsHoursQueueKey() throws Exception {
    String words = town.canaries().word("body");
    try (Town.Host host = town.host(Posture.REPLIES_4XX)) {
      String to = "long@" + host.domain();
      town.canaries()
          .allow("body", left -> left.mail() != null && left.mail().recipients().contains(to));
      String id = town.submit(Letter.to(to).text(words));
      town.await("tried once", () -> town.deferrals(id, to) == 1);
      // 40 h of trying, then 40 h held: no queue key lives that long.
      town.pass(Duration.ofHours(40));
      town.settle();
      admin().queue().hold(Choice.of(id));
      for (int hours = 0; hours < 40; hours++) {
        town.pass(Duration.ofHours(1));
        town.tidy();
      }
      host.becomes(Posture.VALID_CERTIFICATE);
      admin().queue().release(Choice.of(id));
      town.await(id, to, CopyState.DELIVERED);
      assertThat(town.world().mails().to(to).getFirst().text()).contains(words);
    }
  }

  @Test
  void whatIsRevokedIsNotSentAndNobodyIsTold() throws Exception {
    Account account = somebody();
    try (Town.Host host = town.host(Posture.REPLIES_4XX)) {
      String to = "revoked@" + host.domain();
      String id = queued(account, to);
      long mails = town.mailsSoFar();
      host.becomes(Posture.VALID_CERTIFICATE);
      assertThat(admin().queue().revoke(Choice.of(id))).isEqualTo(1);
      assertThat(town.state(id, to)).isEqualTo(CopyState.REVOKED);
      town.pass(Duration.ofHours(3));
      town.settle();
      assertThat(town.mailsSoFar()).isEqualTo(mails);
      assertThat(town.read(HeldCopiesEndToEndTest::waiting)).isZero();
      assertThat(
              town.<Boolean>read(tx ->
                  tx.one(
                          "SELECT queue_slot FROM message WHERE public_id = ?",
                          r -> r.getBytes(1) == null,
                          id)
                      .orElseThrow()))
          .as("the last copy has left the queue")
          .isTrue();
    }
  }

  @Test
  void anExpiredMessageIsNotHeldAnyLonger() throws Exception {
    try (Town.Host host = town.host(Posture.REPLIES_4XX)) {
      String to = "expired@" + host.domain();
      String id = town.submit(Letter.to(to).control("zivver-message-expiration: delete PT2H"));
      town.await("tried once", () -> town.deferrals(id, to) == 1);
      town.settle();
      admin().queue().hold(Choice.of(id));
      town.pass(Duration.ofHours(3));
      town.tidy();
      town.await(id, to, CopyState.EXPIRED);
    }
  }

  @Test
  void anAdministratorsRetryDoesNotWaitForTheNextTime() throws Exception {
    try (Town.Host host = town.host(Posture.REPLIES_4XX)) {
      String to = "now@" + host.domain();
      String id = town.submit(Letter.to(to));
      town.await("tried once", () -> town.deferrals(id, to) == 1);
      town.settle();
      host.becomes(Posture.VALID_CERTIFICATE);
      assertThat(admin().queue().retry(Choice.of(id))).isEqualTo(1);
      town.await(id, to, CopyState.DELIVERED);
    }
  }
}
