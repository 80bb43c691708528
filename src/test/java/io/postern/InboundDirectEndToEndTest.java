package io.postern;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.admin.Administration;
import io.postern.admin.NotDone;
import io.postern.conversation.CopyState;
import io.postern.conversation.TransportMark;
import io.postern.demo.CapturedMail;
import io.postern.demo.Posture;
import io.postern.directory.Organisation;
import io.postern.smtp.Domain;
import io.postern.transport.TlsRequirement;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SPEC 6.1 row 1(a), 7.5, 9.1: an organisation takes its own people's messages itself. */
class InboundDirectEndToEndTest {
  @RegisterExtension static final Town town = new Town();

  private static Administration administration() {
    return town.gateway().gateway().administration();
  }

  /** An organisation whose own server is this host; its MX host is another. */
  private static Organisation taking(Town.Host server, String name) throws NotDone {
    Organisation organisation = administration().organisations().create(name, Locale.ENGLISH);
    Domain domain = Domain.of(server.domain());
    administration().domains().claim(organisation, domain);
    administration().domains().assume(organisation, domain);
    on(organisation, server);
    return organisation;
  }

  private static void on(Organisation organisation, Town.Host server) throws NotDone {
    administration()
        .inboundDelivery()
        .server(
            organisation,
            Domain.of("mx." + server.domain()),
            town.world().nextHopPort(),
            TlsRequirement.CERTIFICATE_OR_DANE);
    administration().inboundDelivery().on(organisation, true);
  }

  private static void bodyMayComeTo(String recipient, String what) {
    town.canaries()
        .allow(
            what,
            left ->
                left.mail() != null
                    && left.mail().tls() != null
                    && left.mail().recipients().contains(recipient));
  }

  @Test
  void aMessageGoesToTheOrganisationsServerWithItsMarkAccountOrNot() throws Exception {
    try (Town.Host own = town.host(Posture.VALID_CERTIFICATE)) {
      Organisation clinic = taking(own, "Clinic one");
      String recipient = "somebody@" + own.domain();
      String words = town.canaries().word("body");
      bodyMayComeTo(recipient, "body");
      Letter letter =
          Letter.to(recipient)
              .text(words)
              .control(TransportMark.HEADER + ": forged-by-somebody-outside");
      String id = town.submit(letter);
      town.await(id, recipient, CopyState.DELIVERED);

      assertThat(town.copy(id, recipient).rowTaken()).isEqualTo("1a");
      CapturedMail mail = town.mail(recipient, _ -> true);
      assertThat(mail.text()).contains(words);
      assertThat(mail.raw()).doesNotContain("forged-by-somebody-outside");
      String mark = mail.header(TransportMark.HEADER).orElseThrow();
      assertThat(administration().inboundDelivery().holds(clinic, letter.messageId, mark)).isTrue();
      assertThat(administration().inboundDelivery().holds(clinic, "<other@x.example>", mark))
          .isFalse();
      assertThat(
              administration().inboundDelivery().holds(town.organisation(), letter.messageId, mark))
          .as("each organisation's marks are its own")
          .isFalse();
    }
  }

  @Test
  void itIsTheConfiguredServerThatCountsAndNotTheMx() throws Exception {
    try (Town.Host mx = town.host(Posture.VALID_CERTIFICATE);
        Town.Host own = town.host(Posture.VALID_CERTIFICATE)) {
      Organisation clinic = taking(mx, "Clinic two");
      on(clinic, own);
      String recipient = "elsewhere@" + mx.domain();
      String id = town.submit(Letter.to(recipient));
      town.await(id, recipient, CopyState.DELIVERED);
      assertThat(town.mail(recipient, _ -> true).host()).isEqualTo("mx." + own.domain());
    }
  }

  @Test
  void aServerThatProvesNothingIsPassedOverAndTheNextRowTaken() throws Exception {
    try (Town.Host own = town.host(Posture.SELF_SIGNED)) {
      taking(own, "Clinic three");
      String words = town.canaries().word("body");
      String recipient = "unproven@" + own.domain();
      String id = town.submit(Letter.to(recipient).text(words));
      town.await(id, recipient, CopyState.NOTIFIED);
      assertThat(town.copy(id, recipient).rowTaken()).isEqualTo("email");
      assertThat(town.copy(id, recipient).explanation()).startsWith("1a:unprotected ");
      assertThat(town.mail(recipient, _ -> true).header(TransportMark.HEADER)).isEmpty();
    }
  }

  @Test
  void aServerThatIsAwayIsWaitedForAndSwitchingOffEndsThat() throws Exception {
    try (Town.Host own = town.host(Posture.UNREACHABLE)) {
      Organisation clinic = taking(own, "Clinic four");
      String recipient = "away@" + own.domain();
      String id = town.submit(Letter.to(recipient));
      town.await("tried once", () -> town.deferrals(id, recipient) == 1);
      assertThat(town.state(id, recipient)).isEqualTo(CopyState.QUEUED);
      administration().inboundDelivery().on(clinic, false);
      own.becomes(Posture.NO_STARTTLS);
      town.pass(java.time.Duration.ofMinutes(5));
      town.await(id, recipient, CopyState.NOTIFIED);
      assertThat(town.copy(id, recipient).explanation()).startsWith("1a:no-idd ");
    }
  }

  @Test
  void anAnswerComesIntoTheSendersOwnInboxSentByTheOrganisation() throws Exception {
    try (Town.Host own = town.host(Posture.VALID_CERTIFICATE)) {
      on(town.organisation(), own);
      String answer = town.canaries().word("answer");
      bodyMayComeTo(Letter.SENDER, "answer");
      String guest = "answers.by.idd@home.example";
      String id = town.submit(Letter.to(guest));
      town.await(id, guest, CopyState.NOTIFIED);
      Visitor visitor = town.visitor();
      Visitor.Page reading = town.openByMail(visitor, guest, town.link(guest));
      long before = town.mailsSoFar();

      visitor.answer(reading, answer, false);

      CapturedMail mail = town.mail(Letter.SENDER, one -> one.number() > before);
      assertThat(mail.host()).isEqualTo("mx." + own.domain());
      assertThat(mail.text()).contains(answer);
      assertThat(mail.header("From").orElseThrow())
          .contains(" via ")
          .contains(town.world().tenant().name())
          .doesNotContain("<" + guest + ">");
      assertThat(mail.header("Reply-To").orElseThrow()).contains(guest);
      assertThat(mail.raw().split("(?m)^From:", -1)).hasSize(2);
      assertThat(
              administration()
                  .inboundDelivery()
                  .holds(
                      town.organisation(),
                      mail.header("Message-ID").orElseThrow(),
                      mail.header(TransportMark.HEADER).orElseThrow()))
          .isTrue();
    } finally {
      administration().inboundDelivery().on(town.organisation(), false);
    }
  }

  @Test
  void aMessageWithoutAnIdGetsOneThatItsMarkIsMadeOver() throws IOException, NotDone {
    try (Town.Host own = town.host(Posture.VALID_CERTIFICATE)) {
      Organisation clinic = taking(own, "Clinic six");
      String recipient = "noid@" + own.domain();
      String text =
          "From: <%s>\r\nTo: <%s>\r\nSubject: x\r\nDate: Mon, 23 Nov 2026 12:00:00 +0000\r\n\r\nHi\r\n"
              .formatted(Letter.SENDER, recipient);
      town.submitter()
          .submit(
              Letter.SENDER,
              java.util.List.of(recipient),
              text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      CapturedMail mail = town.mail(recipient, _ -> true);
      assertThat(
              administration()
                  .inboundDelivery()
                  .holds(
                      clinic,
                      mail.header("Message-ID").orElseThrow(),
                      mail.header(TransportMark.HEADER).orElseThrow()))
          .isTrue();
    }
  }
}
