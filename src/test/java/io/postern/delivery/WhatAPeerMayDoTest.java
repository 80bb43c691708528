package io.postern.delivery;

import static io.postern.delivery.ScriptedMx.DRIP;
import static io.postern.delivery.ScriptedMx.DROP;
import static io.postern.delivery.ScriptedMx.ENDLESS;
import static io.postern.delivery.ScriptedMx.HANG;
import static io.postern.delivery.ScriptedMx.LONG_LINE;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.delivery.Outcome.Finding;
import io.postern.smtp.Mailbox;
import io.postern.smtp.ReversePath;
import io.postern.transport.TlsRequirement;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A host that lies, hangs, drops, never ends, or cannot take the message. */
@Timeout(60)
@Tag("slow")
class WhatAPeerMayDoTest {

  private static final String MX = "mx.recipient.example";

  private MailWorld world;
  private ScriptedMx mx;

  @BeforeEach
  void open() throws IOException {
    world = new MailWorld();
    mx = world.host(MX);
  }

  @AfterEach
  void close() throws IOException {
    world.close();
  }

  static Stream<Object[]> tricks() {
    return Stream.of("GREETING", "EHLO", "STARTTLS", "TLS:EHLO", "MAIL", "RCPT", "DATA", "END")
        .flatMap(moment ->
            Stream.of(HANG, DRIP, DROP, ENDLESS, LONG_LINE, "350 hm", "100 hm", "25x")
                .map(trick -> new Object[] {moment, trick}));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("tricks")
  void isWaitedForNoLongerThanTheDeadlineAndNeverTakenForAYes(String moment, String trick)
      throws IOException {
    world.impatient();
    mx.on(moment, trick);
    assertThat(world.certificate())
        .isInstanceOfSatisfying(
            Outcome.Deferred.class, d -> assertThat(d.sawUnprotected()).isFalse());
  }

  @ParameterizedTest
  @CsvSource({"!hang", "!drip"})
  void isWaitedForNoLongerInTheHandshake(String trick) throws IOException {
    world.impatient();
    mx.on("TLS", trick);
    Outcome outcome = world.certificate();
    assertThat(outcome).isNotInstanceOf(Outcome.Delivered.class);
    assertThat(mx.heardOfAMail()).isFalse();
  }

  @Test
  void isWaitedForNoLongerWhenItStopsReading() throws IOException {
    world.impatient();
    mx.on("BODY", ScriptedMx.STALL);
    Outcome outcome =
        world.outcome(
            TestLetter.of("a: b\r\n\r\n" + "0123456789\r\n".repeat(2_000_000)),
            TlsRequirement.CERTIFICATE,
            false);
    assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
    assertThat(MailWorld.findings(outcome)).containsExactly(Finding.RESET);
  }

  @Test
  void anAnswerInjectedBeforeTheHandshakeAnswersNothingAfterIt() throws IOException {
    // An attacker in the clear part adds a reply that would make EHLO seem to offer nothing.
    mx.on("STARTTLS", "220 2.0.0 go\r\n250 injected");
    Outcome outcome =
        world.outcome(TestLetter.plain().withSmtpUtf8(), TlsRequirement.CERTIFICATE, false);
    assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
    assertThat(mx.commands()).anyMatch(c -> c.startsWith("TLS:MAIL") && c.contains("SMTPUTF8"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          MAIL | 552 too much                    | Unsuitable | 5.3.4
          MAIL | 554 5.3.4 too big               | Unsuitable | 5.3.4
          MAIL | 550 5.7.30 no REQUIRETLS        | Unsuitable | 5.7.30
          MAIL | 553 5.6.7 no such alphabet      | Unsuitable | 5.6.7
          MAIL | 550 5.7.1 not you               | Failed     | 5.7.1
          MAIL | 451 4.7.1 later                 | Deferred   | 4.7.1
          RCPT | 550 no                          | Failed     | 5.0.0
          RCPT | 550 4.1.1 confused              | Failed     | 5.0.0
          RCPT | 552 5.5.3 too many recipients   | Deferred   | 4.5.3
          RCPT | 452 4.2.2 full                  | Deferred   | 4.2.2
          DATA | 554 5.7.1 no                    | Failed     | 5.7.1
          DATA | 421 4.3.2 closing               | Deferred   | 4.3.2
          END  | 552 5.2.3 too big after all     | Unsuitable | 5.2.3
          END  | 554 5.7.1 looks like spam       | Failed     | 5.7.1
          END  | 451 4.3.0 disk full             | Deferred   | 4.3.0
          """)
  void whatItSaysOnceItMetTheRequirementDecides(
      String moment, String reply, String outcome, String status) throws IOException {
    for (String[] offers : new String[][] {{"PIPELINING", "8BITMIME"}, {"8BITMIME"}}) {
      mx.offers(offers).on(moment, reply);
      assertThat(told(world.certificate())).isEqualTo(outcome + " " + status);
      assertThat(mx.received()).isEmpty();
    }
  }

  @Test
  void eachRecipientHasItsOwnAnswer() throws IOException {
    mx.on("RCPT alice", "550 5.1.1 unknown").on("RCPT bob", "450 4.2.1 later");
    Map<Mailbox, Outcome> outcomes =
        world.carry(
            MailWorld.errand(
                TestLetter.plain(),
                TlsRequirement.CERTIFICATE,
                false,
                "alice@recipient.example",
                "bob@recipient.example",
                "carol@recipient.example"));
    assertThat(outcomes.get(Mailbox.of("alice@recipient.example")))
        .isInstanceOf(Outcome.Failed.class);
    assertThat(outcomes.get(Mailbox.of("bob@recipient.example")))
        .isInstanceOf(Outcome.Deferred.class);
    assertThat(outcomes.get(Mailbox.of("carol@recipient.example")))
        .isInstanceOf(Outcome.Delivered.class);
    assertThat(mx.received()).hasSize(1);
  }

  @Test
  void whatWasRefusedBeforeTheConnectionWasLostStaysRefused() throws IOException {
    mx.on("RCPT alice", "550 5.1.1 unknown").on("END", DROP);
    Map<Mailbox, Outcome> outcomes =
        world.carry(
            MailWorld.errand(
                TestLetter.plain(),
                TlsRequirement.CERTIFICATE,
                false,
                "alice@recipient.example",
                "bob@recipient.example"));
    assertThat(outcomes.get(Mailbox.of("alice@recipient.example")))
        .isInstanceOf(Outcome.Failed.class);
    assertThat(outcomes.get(Mailbox.of("bob@recipient.example")))
        .isInstanceOf(Outcome.Deferred.class);
  }

  @Test
  void aYesToDataWithoutRecipientsSendsNothing() throws IOException {
    mx.on("RCPT", "550 5.1.1 unknown").on("DATA", "354 go on");
    assertThat(world.certificate()).isInstanceOf(Outcome.Failed.class);
    assertThat(mx.received()).allSatisfy(received -> assertThat(received.content()).isEmpty());
  }

  @Test
  void whatItDoesNotOfferMakesTheMessageUnsuitableAndItIsNotSent() throws IOException {
    TestLetter letter = TestLetter.plain();
    mx.offers("PIPELINING");
    assertThat(told(world.outcome(letter.withEightBit(), TlsRequirement.CERTIFICATE, false)))
        .isEqualTo("Unsuitable 5.6.3");
    assertThat(told(world.outcome(letter.withSmtpUtf8(), TlsRequirement.CERTIFICATE, false)))
        .isEqualTo("Unsuitable 5.6.7");
    mx.offers("8BITMIME", "SMTPUTF8", "SIZE 20");
    assertThat(told(world.outcome(letter, TlsRequirement.CERTIFICATE, false)))
        .isEqualTo("Unsuitable 5.3.4");
    mx.offers("8BITMIME");
    assertThat(told(world.outcome(letter.withOverlongLines(), TlsRequirement.CERTIFICATE, false)))
        .isEqualTo("Unsuitable 5.6.3");
    assertThat(mx.heardOfAMail()).isFalse();
  }

  @Test
  void requireTlsRaisesEveryRequirementToAnAuthenticatedMx() throws IOException {
    mx.offers("REQUIRETLS");
    for (TlsRequirement requirement : new TlsRequirement[] {TlsRequirement.CERTIFICATE, null}) {
      Outcome outcome = world.outcome(TestLetter.plain().withRequireTls(), requirement, true);
      assertThat(outcome).isInstanceOf(Outcome.Unprotected.class);
      assertThat(MailWorld.findings(outcome)).containsExactly(Finding.MX_UNAUTHENTICATED);
    }
    assertThat(mx.heardOfAMail()).isFalse();
  }

  @Test
  void onlyTheRecipientWhoseAddressItCannotSayIsLeftOut() throws IOException {
    mx.offers("PIPELINING");
    Map<Mailbox, Outcome> outcomes =
        world.carry(
            MailWorld.errand(
                TestLetter.plain(),
                TlsRequirement.CERTIFICATE,
                false,
                "jürgen@recipient.example",
                "bob@recipient.example"));
    assertThat(told(outcomes.get(Mailbox.of("jürgen@recipient.example"))))
        .isEqualTo("Unsuitable 5.6.7");
    assertThat(outcomes.get(Mailbox.of("bob@recipient.example")))
        .isInstanceOf(Outcome.Delivered.class);
  }

  @Test
  void theEnvelopeSaysWhatThePeerOffers() throws IOException {
    world.outcome(TestLetter.plain().withEightBit(), TlsRequirement.CERTIFICATE, false);
    assertThat(mx.received().getFirst().mail())
        .isEqualTo(
            "MAIL FROM:<token@sender.example> SIZE="
                + TestLetter.plain().size()
                + " BODY=8BITMIME");
    mx.offers();
    world.carry(
        new Courier.Errand(
            "test",
            Mailbox.of("bob@recipient.example").domain(),
            ReversePath.none(),
            List.of(Mailbox.of("bob@recipient.example")),
            TestLetter.plain(),
            TlsRequirement.CERTIFICATE,
            false));
    assertThat(mx.received().getLast().mail()).isEqualTo("MAIL FROM:<>");
  }

  @Test
  void aMessageThatIsCutShortOrSmugglesIsNeverFinished() throws IOException {
    TestLetter whole = TestLetter.plain();
    assertThat(
            told(
                world.outcome(new Odd(whole, whole.size() + 1), TlsRequirement.CERTIFICATE, false)))
        .isEqualTo("Deferred 4.3.0");
    assertThat(
            told(
                world.outcome(new Odd(whole, whole.size() - 1), TlsRequirement.CERTIFICATE, false)))
        .isEqualTo("Deferred 4.3.0");
    assertThat(told(world.outcome(new Breaking(whole), TlsRequirement.CERTIFICATE, false)))
        .isEqualTo("Deferred 4.3.0");
    for (String smuggled :
        List.of("a: b\r\n\r\nx\n.\nMAIL FROM:<>\r\n", "a: b\r\n\r\nx\r.\r\n", "a: b\r\n\r\nx\r")) {
      assertThat(told(world.outcome(TestLetter.of(smuggled), TlsRequirement.CERTIFICATE, false)))
          .isEqualTo("Failed 5.6.0");
    }
    assertThat(mx.received()).isEmpty();
  }

  /** Says it is longer or shorter than it is. */
  private record Odd(TestLetter letter, long size) implements Courier.Letter {
    @Override
    public InputStream open() {
      return letter.open();
    }

    @Override
    public boolean eightBit() {
      return false;
    }

    @Override
    public boolean overlongLines() {
      return false;
    }

    @Override
    public boolean smtpUtf8() {
      return false;
    }

    @Override
    public boolean requireTls() {
      return false;
    }
  }

  /** Cannot be read to its end. */
  private record Breaking(TestLetter letter) implements Courier.Letter {
    @Override
    public InputStream open() {
      return new SequenceInputStream(
          new ByteArrayInputStream(letter.bytes(), 0, 20),
          new InputStream() {
            @Override
            public int read() throws IOException {
              throw new IOException("the disk is gone");
            }
          });
    }

    @Override
    public long size() {
      return letter.size();
    }

    @Override
    public boolean eightBit() {
      return false;
    }

    @Override
    public boolean overlongLines() {
      return false;
    }

    @Override
    public boolean smtpUtf8() {
      return false;
    }

    @Override
    public boolean requireTls() {
      return false;
    }
  }

  private static String told(@Nullable Outcome outcome) {
    return switch (outcome) {
      case null -> "nothing";
      case Outcome.Delivered d -> "Delivered";
      case Outcome.Unprotected u -> "Unprotected";
      case Outcome.Deferred d -> "Deferred " + d.status();
      case Outcome.Unsuitable u -> "Unsuitable " + u.status();
      case Outcome.Failed f -> "Failed " + f.status();
    };
  }
}
