package io.postern;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.conversation.CopyReports;
import io.postern.conversation.CopyState;
import io.postern.demo.CapturedMail;
import io.postern.demo.Posture;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SPEC 2.4, 2.6, 8.10, 18: what leaves can come back, and somebody hears of it. */
class BouncesEndToEndTest {
  @RegisterExtension static final Town town = new Town();

  private static final String UNKNOWN = "550 5.1.1 User unknown in virtual mailbox table";

  private static ComesBack elsewhere() {
    return new ComesBack(town.gateway().bouncesPort());
  }

  private static String notified(String guest) throws IOException {
    String id = town.submit(Letter.to(guest).sms(guest, town.canaries().phone("number " + guest)));
    town.await(id, guest, CopyState.NOTIFIED);
    return id;
  }

  private static CapturedMail notification(String guest) {
    return town.mail(guest, mail -> mail.header("X-Postern-Conversation").isPresent());
  }

  private static CapturedMail toSender(long after, String words) {
    return town.mail(Letter.SENDER, mail -> mail.number() > after && mail.raw().contains(words));
  }

  /** Its text with the lines as they were before they were wrapped (RFC 3676). */
  private static String unflowed(CapturedMail mail) {
    return mail.text().replace("\r", "").replace(" \n", " ");
  }

  private static List<String> events(String id, String recipient) {
    long copy = town.copy(id, recipient).key();
    return town.read(tx ->
        tx.list(
            "SELECT what FROM copy_event WHERE copy = ? ORDER BY key", r -> r.getString(1), copy));
  }

  @Test
  void aNotificationThatComesBackIsReportedAndItsLinkOpensNothingAnyMore() throws IOException {
    try (Town.Host host = town.host(Posture.NO_STARTTLS)) {
      String guest = "gone@" + host.domain();
      String id = notified(guest);
      CapturedMail sent = notification(guest);
      URI link = town.link(guest);
      assertThat(sent.from()).matches("[0-9a-z]{45}@postern\\.stanna\\.example");
      long mails = town.mailsSoFar();

      String back =
          ComesBack.report("failed", guest, "5.1.1", UNKNOWN, "Subject: returned\r\n\r\nbody");
      assertThat(elsewhere().bring("", sent.from().toUpperCase(java.util.Locale.ROOT), back))
          .startsWith("250 2.0.0");

      assertThat(town.state(id, guest)).isEqualTo(CopyState.BOUNCED);
      assertThat(town.copy(id, guest).slot()).isNull();
      CapturedMail report = toSender(mails, guest);
      assertThat(report.from()).isEmpty();
      assertThat(report.raw())
          .contains("Action: failed", "Status: 5.1.1", "Diagnostic-Code: smtp; 550 5.1.1 User");
      assertThat(unflowed(report))
          .contains("does not know this address")
          .contains("Our notification came back. Its link opens nothing any more.")
          .contains("Words of their mail server, not ours: " + UNKNOWN);
      assertThat(town.visitor().get(link).status()).isEqualTo(410);
      assertThat(events(id, guest)).contains("bounced");
    }
  }

  @Test
  void theWholeMessageReturnedInABounceLeavesNoByteInTheStore() throws IOException {
    String words = town.canaries().word("returned content");
    try (Town.Host host = town.host(Posture.NO_STARTTLS)) {
      String guest = "full.return@" + host.domain();
      String id = notified(guest);
      CapturedMail sent = notification(guest);
      String full = "Subject: " + words + "\r\n\r\n" + (words + "\r\n").repeat(20_000);
      assertThat(
              elsewhere()
                  .bring(
                      "", sent.from(), ComesBack.report("failed", guest, "5.1.1", UNKNOWN, full)))
          .startsWith("250");
      assertThat(town.state(id, guest)).isEqualTo(CopyState.BOUNCED);
      toSender(sent.number(), guest);
      // The town looks for the canary in every file, log line and mail after the test.
      town.settle();
      town.canaries().check();
    }
  }

  @Test
  void aMessageDeliveredDirectlyThatComesBackIsReportedAndStaysDelivered() throws IOException {
    try (Town.Host host = town.host(Posture.VALID_CERTIFICATE)) {
      String recipient = "later.refused@" + host.domain();
      String id = town.submit(Letter.to(recipient));
      town.await(id, recipient, CopyState.DELIVERED);
      CapturedMail sent = town.mail(recipient, mail -> true);
      long mails = town.mailsSoFar();

      assertThat(
              elsewhere()
                  .bring(
                      "",
                      sent.from(),
                      ComesBack.report(
                          "failed", "forwarded@third.example", "5.2.2", "552 5.2.2 full", "x")))
          .startsWith("250");

      CapturedMail report = toSender(mails, recipient);
      assertThat(report.raw()).contains("Status: 5.2.2").contains(recipient);
      assertThat(unflowed(report))
          .contains("The mailbox is full")
          .contains("had taken the message first");
      assertThat(town.state(id, recipient)).isEqualTo(CopyState.DELIVERED);
      assertThat(events(id, recipient)).contains("bounced");
    }
  }

  @Test
  void noMoreThanThreeReportsOfACopyAreTaken() throws IOException {
    try (Town.Host host = town.host(Posture.VALID_CERTIFICATE)) {
      String recipient = "talkative@" + host.domain();
      String id = town.submit(Letter.to(recipient));
      town.await(id, recipient, CopyState.DELIVERED);
      CapturedMail sent = town.mail(recipient, mail -> true);
      long mails = town.mailsSoFar();
      for (int i = 0; i < 6; i++) {
        assertThat(
                elsewhere()
                    .bring(
                        "",
                        sent.from(),
                        ComesBack.report("failed", recipient, "5.1.1", UNKNOWN, "x")))
            .startsWith("250");
      }
      town.settle();
      long copy = town.copy(id, recipient).key();
      int kept = town.read(tx -> CopyReports.count(tx, copy));
      assertThat(kept).isEqualTo(CopyReports.MOST);
      assertThat(
              town.world().mails().to(Letter.SENDER).stream().filter(mail -> mail.number() > mails))
          .hasSize(CopyReports.MOST);
    }
  }

  @Test
  void aDelayOrADeliveryIsNotedAndNothingElseHappens() throws IOException {
    try (Town.Host host = town.host(Posture.NO_STARTTLS)) {
      String guest = "slow@" + host.domain();
      String id = notified(guest);
      CapturedMail sent = notification(guest);
      long mails = town.mailsSoFar();
      elsewhere()
          .bring("", sent.from(), ComesBack.report("delayed", guest, "4.4.1", "no answer", "x"));
      elsewhere()
          .bring("", sent.from(), ComesBack.report("relayed", guest, "2.0.0", "relayed", "x"));
      town.settle();
      assertThat(town.state(id, guest)).isEqualTo(CopyState.NOTIFIED);
      assertThat(town.mailsSoFar()).isEqualTo(mails);
      assertThat(events(id, guest)).contains("reported");
      assertThat(town.visitor().get(town.link(guest)).status()).isEqualTo(200);
    }
  }

  @Test
  void aCodeMailThatComesBackIsToldToNobodyButTheTimeline() throws IOException {
    try (Town.Host host = town.host(Posture.NO_STARTTLS)) {
      String guest = "code.bounces@" + host.domain();
      String id = town.submit(Letter.to(guest));
      town.await(id, guest, CopyState.NOTIFIED);
      CapturedMail sent = notification(guest);
      URI link = town.link(guest);
      long mails = town.mailsSoFar();
      town.visitor().enter(link);
      String code = town.mailedCode(guest, mails);
      assertThat(code).hasSize(6);
      CapturedMail codeMail = town.mail(guest, mail -> mail.number() > mails);
      // Greylisting servers know the notification's sender (SPEC 2.4).
      assertThat(codeMail.from()).isEqualTo(sent.from());
      town.settle();
      long before = town.mailsSoFar();

      elsewhere()
          .bring(
              "",
              codeMail.from(),
              ComesBack.report("failed", guest, "5.2.2", "552 5.2.2 over quota", "x"));
      town.settle();
      assertThat(town.state(id, guest)).isEqualTo(CopyState.NOTIFIED);
      assertThat(town.mailsSoFar()).isEqualTo(before);
      assertThat(events(id, guest)).contains("code-bounced");

      // One code, two failures: the other one is the notification's.
      elsewhere().bring("", sent.from(), ComesBack.report("failed", guest, "5.1.1", UNKNOWN, "x"));
      town.await(id, guest, CopyState.BOUNCED);
      toSender(before, guest);
    }
  }

  @Test
  void anOutOfOfficeReachesTheSenderWithoutOurLink() throws IOException {
    try (Town.Host host = town.host(Posture.NO_STARTTLS)) {
      String guest = "away@" + host.domain();
      String id = notified(guest);
      CapturedMail sent = notification(guest);
      URI link = town.link(guest);
      long mails = town.mailsSoFar();
      String reply =
          """
          From: Away Person <%s>
          To: <%s>
          Subject: Automatic reply: St. Anna Hospital has a message for you
          Auto-Submitted: auto-replied
          MIME-Version: 1.0
          Content-Type: text/plain; charset=utf-8

          I am out of the office until Monday. Please call 020 555 0177.
          %s

          > %s
          """
              .formatted(guest, sent.from(), link, link);
      assertThat(elsewhere().bring("", sent.from(), reply)).startsWith("250");

      CapturedMail passedOn = toSender(mails, guest);
      assertThat(passedOn.from()).isEmpty();
      assertThat(passedOn.subject()).isEqualTo("Automatic reply from " + guest);
      assertThat(passedOn.header("Auto-Submitted")).contains("auto-replied");
      assertThat(passedOn.header("Reply-To")).contains(guest);
      assertThat(unflowed(passedOn))
          .contains("I am out of the office until Monday. Please call 020 555 0177.")
          .contains("THE WORDS OF THE REPLY, NOT OURS");
      assertThat(town.state(id, guest)).isEqualTo(CopyState.NOTIFIED);
      assertThat(events(id, guest)).contains("auto-reply");
    }
  }

  @Test
  void anOrdinaryAnswerToANotificationIsRefusedWithAWordAboutTheButton() throws IOException {
    try (Town.Host host = town.host(Posture.NO_STARTTLS)) {
      String guest = "presses.reply@" + host.domain();
      notified(guest);
      CapturedMail sent = notification(guest);
      String replyTo = sent.header("Reply-To").orElseThrow();
      assertThat(replyTo).matches("answer\\+[0-9a-z]{45}@postern\\.stanna\\.example");
      String refusal =
          "550 5.7.1 Please answer with the button in the message: " + town.gateway().portal();
      assertThat(elsewhere().bring(guest, replyTo, "Subject: Re\n\nthank you")).isEqualTo(refusal);
      town.pass(Duration.ofDays(40));
      assertThat(elsewhere().bring(guest, replyTo, "Subject: Re\n\nthank you"))
          .as("late answers too")
          .isEqualTo(refusal);
      // At the reverse-path, a person's letter is refused once it shows itself as one.
      String again = notified(guest.replace("presses", "also.presses"));
      assertThat(again).isNotEmpty();
      CapturedMail other = notification(guest.replace("presses", "also.presses"));
      assertThat(
              elsewhere()
                  .bring(
                      guest,
                      other.from(),
                      "From: " + guest + "\nSubject: Re: your message\n\nThank you, I will come."))
          .startsWith("550 5.7.1 Only mail systems write to this address.");
    }
  }

  @Test
  void forgedAndExpiredAddressesAreUnknown() throws IOException {
    try (Town.Host host = town.host(Posture.NO_STARTTLS)) {
      String guest = "expires@" + host.domain();
      String id = notified(guest);
      String path = notification(guest).from();
      String report = ComesBack.report("failed", guest, "5.1.1", UNKNOWN, "x");
      char last = path.charAt(44);
      String forged = path.substring(0, 44) + (last == '0' ? '1' : '0') + path.substring(45);
      assertThat(elsewhere().bring("", forged, report)).startsWith("550 5.1.1");
      assertThat(elsewhere().bring("", path.replace("postern.", "mail."), report))
          .startsWith("550 5.1.1");
      assertThat(elsewhere().bring("", Letter.SENDER, report)).startsWith("550 5.1.1");
      assertThat(elsewhere().bring("", "postmaster@gate.stanna.example", report))
          .startsWith("550 5.1.1");

      town.pass(Duration.ofDays(14).plusHours(2));
      assertThat(elsewhere().bring("", path, report)).startsWith("550 5.1.1");
      town.settle();
      assertThat(town.state(id, guest)).isEqualTo(CopyState.NOTIFIED);
    }
  }

  @Test
  void anAddressBehindAMailingListTakesNoCodeByMailAnyMore() throws IOException {
    try (Town.Host host = town.host(Posture.NO_STARTTLS)) {
      String group = "team@" + host.domain();
      String id = town.submit(Letter.to(group));
      town.await(id, group, CopyState.NOTIFIED);
      String reply =
          """
          From: team-owner@%s
          Subject: Your message to team awaits approval
          Precedence: list
          List-Id: <team.%s>

          The list moderator has to look at it.
          """
              .formatted(host.domain(), host.domain());
      assertThat(elsewhere().bring("", notification(group).from(), reply)).startsWith("250");
      String next = town.submit(Letter.to(group));
      town.await(next, group, CopyState.FAILED);
    }
  }

  @Test
  void nobodysReversePathStaysNobodys() throws IOException {
    try (Town.Host host = town.host(Posture.NO_STARTTLS)) {
      String guest = "null.path@" + host.domain();
      Letter letter = Letter.to(guest);
      letter.reversePath = "";
      String id = town.submit(letter);
      town.await(id, guest, CopyState.NOTIFIED);
      assertThat(notification(guest).from()).isEmpty();
    }
  }
}
