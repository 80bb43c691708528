package io.postern.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.postern.intake.Submitter;
import io.postern.listener.TestCertificate;
import io.postern.smtp.Envelope;
import io.postern.smtp.Mailbox;
import io.postern.smtp.ReversePath;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class SubmissionServerTest {

  @Test
  void handsOverTheEnvelopeAndWhoSubmits() throws IOException {
    try (ServerUnderTest world = new ServerUnderTest(SubmissionLimits.defaults());
        DialogClient client = new DialogClient(world.server.port())) {
      client.signIn();
      client.expect(
          "MAIL FROM:<Doctor@clinic.example> SIZE=9 BODY=8BITMIME RET=HDRS ENVID=e1", "250");
      client.expect("RCPT TO:<A@home.example> NOTIFY=NEVER", "250");
      client.expect("RCPT TO:<b@home.example> ORCPT=rfc822;list@clinic.example", "250");
      client.expect("DATA", "354");
      client.expect("hello\r\n.", "250 2.0.0 Ok: queued as M1");
      FakeIntake.Got got = world.intake.got.getFirst();
      assertThat(got.envelope())
          .isEqualTo(
              new Envelope(
                  ReversePath.of(Mailbox.of("doctor@clinic.example")),
                  List.of(
                      new Envelope.Recipient(
                          Mailbox.of("a@home.example"), Set.of(Envelope.Notify.NEVER), null),
                      new Envelope.Recipient(
                          Mailbox.of("b@home.example"), Set.of(), "rfc822;list@clinic.example")),
                  9,
                  true,
                  false,
                  false,
                  Envelope.Ret.HDRS,
                  "e1"));
      assertThat(got.envelope().from()).as("spelling stays").hasToString("<Doctor@clinic.example>");
      Submitter submitter = got.submitter();
      assertThat(submitter.organisation()).isEqualTo(7);
      assertThat(submitter.credential()).isEqualTo(1);
      assertThat(submitter.helo()).isEqualTo("client.example");
      assertThat(submitter.tls()).startsWith("TLSv1.3 TLS_AES_");
      assertThat(world.credentials.uses).hasValue(1);
    }
  }

  @Test
  void drainsIdleSessionsAndLetsATransactionFinish() throws Exception {
    try (ServerUnderTest world = new ServerUnderTest(SubmissionLimits.defaults());
        DialogClient idle = new DialogClient(world.server.port());
        DialogClient greeted = new DialogClient(world.server.port());
        DialogClient busy = new DialogClient(world.server.port())) {
      idle.signIn();
      assertThat(greeted.reply()).startsWith("220");
      busy.signIn();
      busy.expect("MAIL FROM:<doctor@clinic.example>", "250");
      Thread drain = Thread.ofVirtual().start(() -> world.server.drain(Duration.ofSeconds(30)));

      assertThat(idle.reply()).startsWith("421 4.3.2");
      assertThat(idle.line()).isNull();
      assertThat(greeted.reply()).startsWith("421 4.3.2");
      try (DialogClient late = new DialogClient(world.server.port())) {
        assertThat(late.reply()).startsWith("421 4.3.2");
        assertThat(late.line()).isNull();
      }
      busy.expect("RCPT TO:<a@home.example>", "250");
      busy.expect("DATA", "354");
      busy.expect("text\r\n.", "250 2.0.0");
      assertThat(busy.reply()).startsWith("421 4.3.2");
      drain.join(Duration.ofSeconds(20));
      assertThat(drain.isAlive()).isFalse();
      assertThat(world.intake.got).hasSize(1);
    }
  }

  @Test
  void cutsWhatDoesNotFinishInTime() throws Exception {
    try (ServerUnderTest world = new ServerUnderTest(SubmissionLimits.defaults());
        DialogClient client = new DialogClient(world.server.port())) {
      client.signIn();
      client.expect("MAIL FROM:<doctor@clinic.example>", "250");
      world.server.drain(Duration.ofMillis(200));
      assertThatThrownBy(() -> client.expect("NOOP", "250"))
          .isInstanceOfAny(IOException.class, AssertionError.class);
      // The port may be somebody else's by now: it must not be ours that answers.
      assertThat(greetingAt(world.server.port())).doesNotContain("smtp.gateway.example");
    }
  }

  private static String greetingAt(int port) {
    try (DialogClient late = new DialogClient(port)) {
      String greeting = late.reply();
      return greeting == null ? "" : greeting;
    } catch (IOException nobody) {
      return "";
    }
  }

  @Test
  void givesASeatBackWhenASessionEnds() throws IOException {
    SubmissionLimits usual = SubmissionLimits.defaults();
    SubmissionLimits one =
        new SubmissionLimits(
            usual.messageBytes(), usual.recipients(), usual.idle(), 1, 1, usual.errors(), 0);
    try (ServerUnderTest world = new ServerUnderTest(one)) {
      for (int i = 0; i < 3; i++) {
        await()
            .atMost(Duration.ofSeconds(10))
            .ignoreExceptions()
            .untilAsserted(() -> {
              try (DialogClient client = new DialogClient(world.server.port())) {
                assertThat(client.reply()).startsWith("220");
                client.expect("QUIT", "221");
              }
            });
      }
    }
  }

  @Test
  void saysWhichPortIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      SubmissionSettings settings =
          new SubmissionSettings(
              java.net.InetAddress.getLoopbackAddress(),
              taken.getLocalPort(),
              java.util.OptionalInt.empty(),
              "a.example",
              TestCertificate.of("a.example")
                  .write(java.nio.file.Files.createTempDirectory("postern-test")),
              SubmissionLimits.defaults());
      SubmissionServer server =
          new SubmissionServer(
              settings,
              new ScriptedCredentials(),
              ScriptedCredentials::digest,
              new FakeIntake(),
              java.time.InstantSource.system(),
              new java.security.SecureRandom());
      assertThatThrownBy(server::start)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(Integer.toString(taken.getLocalPort()));
    }
  }

  /** One client may be slow in intake without anybody else noticing. */
  @Test
  void servesOthersWhileOneMessageWaits() throws IOException {
    try (ServerUnderTest world = new ServerUnderTest(SubmissionLimits.defaults());
        DialogClient slow = new DialogClient(world.server.port());
        DialogClient other = new DialogClient(world.server.port())) {
      world.intake.gate = new CountDownLatch(1);
      slow.signIn();
      slow.expect("MAIL FROM:<doctor@clinic.example>", "250");
      slow.expect("RCPT TO:<a@home.example>", "250");
      slow.expect("DATA", "354");
      slow.send("text\r\n.\r\n");
      other.signIn();
      other.expect("NOOP", "250");
      assertThat(world.intake.got).isEmpty();
      world.intake.gate.countDown();
      assertThat(slow.reply()).startsWith("250 2.0.0 Ok: queued as M1");
    }
  }

  @Test
  void takesAsLongForNobodyAsForAWrongSecret() throws IOException {
    try (ServerUnderTest world = new ServerUnderTest(SubmissionLimits.defaults());
        DialogClient client = new DialogClient(world.server.port())) {
      client.startTls();
      for (String login : List.of(ScriptedCredentials.LOGIN, "nobody")) {
        long began = System.nanoTime();
        client.expect("AUTH PLAIN " + DialogClient.plain(login, "wrong"), "535 5.7.8");
        assertThat(Duration.ofNanos(System.nanoTime() - began))
            .isGreaterThanOrEqualTo(SignIn.FAILURE_TAKES.minusMillis(5));
      }
    }
  }

  /** Each octet ends a read in time, and the record they promise never comes: the watch sees it. */
  @Test
  void cutsAHandshakeThatTrickles() throws IOException {
    SubmissionLimits usual = SubmissionLimits.defaults();
    SubmissionLimits hasty =
        new SubmissionLimits(
            usual.messageBytes(), usual.recipients(), Duration.ofMillis(500), 50, 50, 10, 0);
    try (ServerUnderTest world = new ServerUnderTest(hasty);
        DialogClient client = new DialogClient(world.server.implicitTlsPort().orElseThrow())) {
      client.send(new byte[] {0x16, 3, 1, 2, 0});
      await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(100))
          .untilAsserted(() ->
              assertThatThrownBy(() -> client.send(new byte[1])).isInstanceOf(IOException.class));
    }
  }
}
