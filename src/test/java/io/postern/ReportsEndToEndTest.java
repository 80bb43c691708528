package io.postern;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.conversation.CopyState;
import io.postern.demo.CapturedMail;
import io.postern.demo.Posture;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SPEC 11, 7.6: who asked hears of success and delay, and nobody hears twice. */
class ReportsEndToEndTest {
  @RegisterExtension static final Town town = new Town();

  private static List<CapturedMail> reports(long after, String recipient) {
    return town.world().mails().to(Letter.SENDER).stream()
        .filter(mail -> mail.number() > after && mail.raw().contains(recipient))
        .toList();
  }

  private static CapturedMail report(long after, String recipient) {
    return town.mail(
        Letter.SENDER, mail -> mail.number() > after && mail.raw().contains(recipient));
  }

  @Test
  void whoAskedHearsThatAMessageWasDelivered() throws IOException {
    String body = town.canaries().word("body");
    try (Town.Host host = town.host(Posture.VALID_CERTIFICATE)) {
      String recipient = "delivered@" + host.domain();
      town.canaries()
          .allow("body", left -> left.mail() != null && left.mail().host().contains(host.domain()));
      long mails = town.mailsSoFar();
      String id =
          town.submit(
              Letter.to(recipient)
                  .subject("QUIET-SUBJECT")
                  .text(body)
                  .wishing(
                      "ENVID=QQ314159 RET=FULL", "NOTIFY=SUCCESS ORCPT=rfc822;First@old.example"));
      town.await(id, recipient, CopyState.DELIVERED);
      CapturedMail report = report(mails, recipient);
      assertThat(report.from()).isEmpty();
      assertThat(report.header("Auto-Submitted")).contains("auto-replied");
      assertThat(report.raw())
          .contains("Original-Envelope-Id: QQ314159")
          .contains("Original-Recipient: rfc822; First@old.example")
          .contains("Final-Recipient: rfc822; " + recipient)
          .contains("Action: delivered")
          .contains("Status: 2.0.0")
          .contains("Message-ID: ")
          // RET=FULL or not: content never goes back (SPEC 11.1).
          .doesNotContain("QUIET-SUBJECT", body);
    }
  }

  @Test
  void whoAskedHearsThatANotificationWentOut() throws IOException {
    try (Town.Host host = town.host(Posture.NO_STARTTLS)) {
      String guest = "relayed@" + host.domain();
      long mails = town.mailsSoFar();
      String id = town.submit(Letter.to(guest).wishing("", "NOTIFY=SUCCESS,FAILURE"));
      town.await(id, guest, CopyState.NOTIFIED);
      assertThat(report(mails, guest).raw()).contains("Action: relayed", "Status: 2.0.0");
    }
  }

  @Test
  void whoDidNotAskHearsOfNoSuccess() throws IOException {
    try (Town.Host host = town.host(Posture.VALID_CERTIFICATE)) {
      String one = "unasked@" + host.domain();
      String other = "never@" + host.domain();
      long mails = town.mailsSoFar();
      String first = town.submit(Letter.to(one));
      String second = town.submit(Letter.to(other).wishing("", "NOTIFY=NEVER"));
      town.await(first, one, CopyState.DELIVERED);
      town.await(second, other, CopyState.DELIVERED);
      town.settle();
      assertThat(reports(mails, host.domain())).isEmpty();
    }
  }

  @Test
  void whoAskedHearsOfADelayAfterFourHoursOnceAndOfTheEndAfterTwoDays() throws IOException {
    try (Town.Host host = town.host(Posture.REPLIES_4XX)) {
      String recipient = "slow@" + host.domain();
      long mails = town.mailsSoFar();
      String id = town.submit(Letter.to(recipient).wishing("", "NOTIFY=DELAY,FAILURE"));
      town.await("tried once", () -> town.deferrals(id, recipient) == 1);
      for (int minutes = 0; minutes < 4 * 60 - 10; minutes += 10) {
        town.pass(Duration.ofMinutes(10));
        town.settle();
      }
      assertThat(reports(mails, recipient)).as("before four hours").isEmpty();
      town.pass(Duration.ofMinutes(10).plusSeconds(1));
      town.settle();
      CapturedMail delay = report(mails, recipient);
      assertThat(delay.raw()).contains("Action: delayed", "Status: 4.3.2", "Will-Retry-Until: ");
      assertThat(delay.text())
          .contains("cannot take it now")
          .contains("We keep trying until")
          .contains("taking a nap");
      for (int hours = 0; hours < 42; hours++) {
        town.pass(Duration.ofHours(1));
        town.settle();
      }
      assertThat(reports(mails, recipient)).as("once").hasSize(1);
      town.pass(Duration.ofHours(3));
      town.await(id, recipient, CopyState.FAILED);
      town.settle();
      List<CapturedMail> all = reports(mails, recipient);
      assertThat(all).hasSize(2);
      assertThat(all.getLast().raw()).contains("Action: failed", "Status: 5.4.7");
      assertThat(all.getLast().text()).as("their last words").contains("taking a nap");
    }
  }

  @Test
  void whoDidNotAskHearsOfNoDelay() throws IOException {
    try (Town.Host host = town.host(Posture.REPLIES_4XX)) {
      String recipient = "slow.unasked@" + host.domain();
      long mails = town.mailsSoFar();
      String id = town.submit(Letter.to(recipient));
      town.await("tried once", () -> town.deferrals(id, recipient) == 1);
      for (int hours = 0; hours < 6; hours++) {
        town.pass(Duration.ofHours(1));
        town.settle();
      }
      assertThat(reports(mails, recipient)).isEmpty();
      host.becomes(Posture.VALID_CERTIFICATE);
      town.pass(Duration.ofHours(2));
      town.await(id, recipient, CopyState.DELIVERED);
    }
  }

  @Test
  void theSubjectGoesBackWhereTheOrganisationAllowsIt() throws Exception {
    String recipient = "subject@verhuisd.example";
    var policies = town.gateway().gateway().administration().policies();
    policies.ladder(
        town.organisation(),
        p -> p.withCorrespondence(p.correspondence().withSubjectInReports(true)));
    town.pass(Duration.ofSeconds(3));
    try {
      long mails = town.mailsSoFar();
      String id = town.submit(Letter.to(recipient).subject("ALLOWED-SUBJECT"));
      town.await(id, recipient, CopyState.FAILED);
      assertThat(report(mails, recipient).raw()).contains("Subject: ALLOWED-SUBJECT");
    } finally {
      policies.ladder(
          town.organisation(),
          p -> p.withCorrespondence(p.correspondence().withSubjectInReports(false)));
      town.pass(Duration.ofSeconds(3));
    }
  }
}
