package io.postern;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.conversation.CopyState;
import io.postern.demo.CapturedMail;
import io.postern.demo.Posture;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SPEC 7.6, 6.5: not now is not never, and never is said. */
class RetryEndToEndTest {
  @RegisterExtension static final Town town = new Town();

  @Test
  void aGreylistingHostGetsTheMailAtTheSecondAttemptExactlyOnce() throws IOException {
    String words = town.canaries().word("body");
    try (Town.Host host = town.host(Posture.REPLIES_4XX)) {
      String recipient = "grey@" + host.domain();
      town.canaries()
          .allow(
              "body",
              left ->
                  left.mail() != null
                      && left.mail().tls() != null
                      && left.mail().recipients().contains(recipient));
      String id = town.submit(Letter.to(recipient).text(words));
      town.await("tried once", () -> town.deferrals(id, recipient) == 1);
      host.becomes(Posture.VALID_CERTIFICATE);
      // Not before its time.
      town.pass(Duration.ofSeconds(50));
      town.settle();
      assertThat(town.state(id, recipient)).isEqualTo(CopyState.QUEUED);

      town.pass(Duration.ofSeconds(20));
      town.await(id, recipient, CopyState.DELIVERED);
      town.pass(Duration.ofHours(2));
      town.settle();

      assertThat(town.deferrals(id, recipient)).isEqualTo(1);
      assertThat(town.world().mails().to(recipient)).hasSize(1);
      assertThat(town.world().mails().to(recipient).getFirst().text()).contains(words);
    }
  }

  @Test
  void aGreylistedNotificationComesWithTheSameLinkOnceOnly() throws IOException {
    try (Town.Host host = town.host(Posture.REPLIES_4XX)) {
      String guest = "grey.guest@" + host.domain();
      String id = town.submit(Letter.to(guest).sms(guest, town.canaries().phone("number")));
      town.await("tried once", () -> town.deferrals(id, guest) == 1);
      byte[] digest = town.copy(id, guest).linkDigest();
      host.becomes(Posture.NO_STARTTLS);
      town.pass(Duration.ofMinutes(2));
      town.await(id, guest, CopyState.NOTIFIED);
      town.pass(Duration.ofHours(2));
      town.settle();

      assertThat(town.world().mails().to(guest)).hasSize(1);
      assertThat(town.copy(id, guest).linkDigest()).isEqualTo(digest);
      assertThat(town.visitor().get(town.link(guest)).status()).isEqualTo(200);
    }
  }

  @Test
  void afterFortyEightHoursTheSenderGetsAReportAndNothingIsTriedAnyMore() throws IOException {
    try (Town.Host host = town.host(Posture.UNREACHABLE)) {
      String recipient = "nobody.home@" + host.domain();
      String id = town.submit(Letter.to(recipient));
      town.settle();
      long mails = town.mailsSoFar();
      for (int hours = 0; hours < 47; hours++) {
        town.pass(Duration.ofHours(1));
        town.settle();
        assertThat(town.state(id, recipient)).isEqualTo(CopyState.QUEUED);
      }
      assertThat(town.mailsSoFar()).isEqualTo(mails);
      int before = town.deferrals(id, recipient);
      assertThat(before).isGreaterThan(25);

      town.pass(Duration.ofHours(2));
      town.await(id, recipient, CopyState.FAILED);

      CapturedMail report =
          town.mail(Letter.SENDER, mail -> mail.number() > mails && mail.raw().contains(recipient));
      assertThat(report.from()).isEmpty();
      assertThat(report.raw()).contains("Action: failed").contains("Status: 5.4.7");
    }
  }

  @Test
  void aNullReversePathGetsNoReport() throws IOException {
    String recipient = "nobody@verhuisd.example";
    Letter letter = Letter.to(recipient);
    letter.reversePath = "";
    long mails = town.mailsSoFar();
    String id = town.submit(letter);
    town.await(id, recipient, CopyState.FAILED);
    town.settle();
    assertThat(town.mailsSoFar()).isEqualTo(mails);
  }

  @Test
  void whatWasQueuedIsDeliveredByTheNextGatewayOnTheSameFolders() throws IOException {
    String words = town.canaries().word("body");
    try (Town.Host host = town.host(Posture.REPLIES_4XX)) {
      String recipient = "after.restart@" + host.domain();
      town.canaries()
          .allow(
              "body", left -> left.mail() != null && left.mail().recipients().contains(recipient));
      String id = town.submit(Letter.to(recipient).text(words));
      town.await("tried once", () -> town.deferrals(id, recipient) == 1);
      town.settle();

      town.restart();
      host.becomes(Posture.VALID_CERTIFICATE);
      town.pass(Duration.ofMinutes(2));
      town.await(id, recipient, CopyState.DELIVERED);
      assertThat(town.world().mails().to(recipient)).hasSize(1);
    }
  }
}
