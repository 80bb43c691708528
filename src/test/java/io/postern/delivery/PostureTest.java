package io.postern.delivery;

import static io.postern.delivery.ScriptedMx.CLOSE;
import static io.postern.delivery.ScriptedMx.DROP;
import static io.postern.delivery.ScriptedMx.NO_CIPHER;
import static io.postern.delivery.ScriptedMx.TOO_OLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.delivery.Outcome.Finding;
import io.postern.transport.TestCa;
import io.postern.transport.TlsRequirement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * SPEC 6.5 and 8.9 as a table: what one host is like, and what becomes of a message that needs a
 * certificate, of a mail of our own that may go in clear, and of one that may not. The second half
 * of every row is what matters most: a host that did not meet the need never hears of the mail.
 */
class PostureTest {

  static final String MX = "mx.recipient.example";

  /** What is needed. */
  enum Need {
    CERTIFICATE,
    OWN_OR_CLEAR,
    OWN_ENCRYPTED
  }

  /** One host, and the outcomes by {@link Need} in its order. */
  record Row(
      String posture,
      Supplier<TestCa.Identity> identity,
      Consumer<ScriptedMx> script,
      Finding finding,
      String certificate,
      String ownOrClear,
      String ownEncrypted) {
    @Override
    public String toString() {
      return posture;
    }
  }

  record Case(Row row, Need need, String outcome) {
    @Override
    public String toString() {
      return row + ", " + need + ": " + outcome;
    }
  }

  private static final String YES = "Delivered";
  private static final String WEAK = "Unprotected";
  private static final String LATER = "Deferred";
  private static final String LATER_WEAK = "Deferred, seen unprotected";

  private static final TestCa STRANGER = new TestCa("Somebody else's root");

  private static Supplier<TestCa.Identity> good() {
    return () -> MailWorld.CA.leaf(MX);
  }

  private static final List<Row> ROWS =
      List.of(
          // posture, certificate, script, finding | certificate | own or clear | own encrypted
          row("good", good(), mx -> {}, Finding.ACCEPTED, YES, YES, YES),
          row(
              "good, wildcard",
              () -> MailWorld.CA.leaf("*.recipient.example"),
              mx -> {},
              Finding.ACCEPTED,
              YES,
              YES,
              YES),
          row(
              "good, below an intermediate",
              () -> MailWorld.CA.belowIntermediate(-1, 5, MX),
              mx -> {},
              Finding.ACCEPTED,
              YES,
              YES,
              YES),
          row(
              "good, no pipelining, TLS 1.2",
              good(),
              mx -> mx.offers("8BITMIME").speaks("TLSv1.2"),
              Finding.ACCEPTED,
              YES,
              YES,
              YES),
          row(
              "self-signed",
              () -> TestCa.selfSigned(MX),
              mx -> {},
              Finding.SELF_SIGNED,
              WEAK,
              YES,
              YES),
          row(
              "unknown authority",
              () -> STRANGER.leaf(MX),
              mx -> {},
              Finding.UNTRUSTED_CA,
              WEAK,
              YES,
              YES),
          row(
              "not for servers",
              () -> MailWorld.CA.leaf(-1, 5, false, MX),
              mx -> {},
              Finding.UNTRUSTED_CA,
              WEAK,
              YES,
              YES),
          row(
              "expired",
              () -> MailWorld.CA.leaf(-5, -1, true, MX),
              mx -> {},
              Finding.EXPIRED,
              WEAK,
              YES,
              YES),
          row(
              "not yet valid",
              () -> MailWorld.CA.leaf(1, 5, true, MX),
              mx -> {},
              Finding.EXPIRED,
              WEAK,
              YES,
              YES),
          row(
              "intermediate expired",
              () -> MailWorld.CA.belowIntermediate(-9, -1, MX),
              mx -> {},
              Finding.EXPIRED,
              WEAK,
              YES,
              YES),
          row(
              "another's name",
              () -> MailWorld.CA.leaf("mx.elsewhere.example"),
              mx -> {},
              Finding.WRONG_NAME,
              WEAK,
              YES,
              YES),
          row(
              "the mail domain's name, not the host's",
              () -> MailWorld.CA.leaf(MailWorld.DOMAIN),
              mx -> {},
              Finding.WRONG_NAME,
              WEAK,
              YES,
              YES),
          row(
              "name in CN only",
              () -> MailWorld.CA.withCommonNameOnly(MX),
              mx -> {},
              Finding.WRONG_NAME,
              WEAK,
              YES,
              YES),
          row("no STARTTLS", good(), ScriptedMx::withoutTls, Finding.NO_STARTTLS, WEAK, YES, WEAK),
          row(
              "no EHLO",
              good(),
              mx -> mx.on("EHLO", "502 5.5.1 what?"),
              Finding.NO_STARTTLS,
              WEAK,
              YES,
              WEAK),
          row(
              "STARTTLS answered 501",
              good(),
              mx -> mx.on("STARTTLS", "501 5.5.4 no"),
              Finding.STARTTLS_REFUSED,
              WEAK,
              LATER_WEAK,
              WEAK),
          row(
              "STARTTLS answered 454",
              good(),
              mx -> mx.on("STARTTLS", "454 4.7.0 not now"),
              Finding.TEMPORARY_REPLY,
              LATER,
              LATER,
              LATER),
          row(
              "TLS 1.1 only",
              good(),
              mx -> mx.on("TLS", TOO_OLD),
              Finding.TLS_TOO_OLD,
              WEAK,
              LATER_WEAK,
              WEAK),
          row(
              "no common cipher",
              good(),
              mx -> mx.on("TLS", NO_CIPHER),
              Finding.TLS_FAILED,
              WEAK,
              LATER_WEAK,
              WEAK),
          row(
              "dropped in the handshake",
              good(),
              mx -> mx.on("TLS", DROP),
              Finding.RESET,
              LATER,
              LATER,
              LATER),
          row(
              "greets with 421",
              good(),
              mx -> mx.on("GREETING", "421 4.3.2 busy"),
              Finding.TEMPORARY_REPLY,
              LATER,
              LATER,
              LATER),
          row(
              "greets with 554",
              good(),
              mx -> mx.on("GREETING", "554 5.7.1 go away"),
              Finding.REJECTED,
              LATER,
              LATER,
              LATER),
          row(
              "talks before it is greeted",
              good(),
              mx -> mx.on("GREETING", "220 mx\r\n250 mx"),
              Finding.PROTOCOL_ERROR,
              LATER,
              LATER,
              LATER),
          row(
              "speaks something else",
              good(),
              mx -> mx.on("GREETING", "SSH-2.0-OpenSSH_9.2"),
              Finding.PROTOCOL_ERROR,
              LATER,
              LATER,
              LATER),
          row(
              "says no after STARTTLS",
              good(),
              mx -> mx.on("TLS:EHLO", "550 5.7.1 no"),
              Finding.REJECTED,
              LATER,
              LATER,
              LATER),
          row(
              "closes at the greeting",
              good(),
              mx -> mx.on("GREETING", CLOSE),
              Finding.RESET,
              LATER,
              LATER,
              LATER));

  private static Row row(
      String posture,
      Supplier<TestCa.Identity> identity,
      Consumer<ScriptedMx> script,
      Finding finding,
      String certificate,
      String ownOrClear,
      String ownEncrypted) {
    return new Row(posture, identity, script, finding, certificate, ownOrClear, ownEncrypted);
  }

  static Stream<Case> table() {
    List<Case> cases = new ArrayList<>();
    for (Row row : ROWS) {
      cases.add(new Case(row, Need.CERTIFICATE, row.certificate()));
      cases.add(new Case(row, Need.OWN_OR_CLEAR, row.ownOrClear()));
      cases.add(new Case(row, Need.OWN_ENCRYPTED, row.ownEncrypted()));
    }
    return cases.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void whatTheHostShowsDecidesAndWhoDoesNotMeetTheNeedNeverHearsOfTheMail(Case it)
      throws IOException {
    try (MailWorld world = new MailWorld()) {
      ScriptedMx mx = world.host(MX, it.row().identity().get());
      it.row().script().accept(mx);
      TestLetter letter = TestLetter.plain();
      Outcome outcome =
          switch (it.need()) {
            case CERTIFICATE -> world.outcome(letter, TlsRequirement.CERTIFICATE, true);
            case OWN_OR_CLEAR -> world.outcome(letter, null, true);
            case OWN_ENCRYPTED -> world.outcome(letter, null, false);
          };

      assertThat(name(outcome)).as("%s", outcome).isEqualTo(it.outcome());
      if (outcome instanceof Outcome.Delivered(var evidence, var reply)) {
        assertThat(mx.received()).hasSize(1);
        assertThat(mx.received().getFirst().content()).isEqualTo(letter.bytes());
        assertThat(mx.received().getFirst().tls()).isEqualTo(evidence.encrypted());
        if (it.need() == Need.CERTIFICATE) {
          assertThat(evidence.held()).containsExactly(TlsRequirement.Proof.PKIX);
          assertThat(evidence.fingerprints()).isNotEmpty();
        }
      } else {
        assertThat(MailWorld.findings(outcome)).containsExactly(it.row().finding());
        assertThat(mx.heardOfAMail()).isFalse();
      }
      if (it.need() != Need.OWN_OR_CLEAR) {
        assertThat(mx.commands()).noneMatch(c -> c.startsWith("MAIL"));
      }
    }
  }

  private static String name(Outcome outcome) {
    return outcome instanceof Outcome.Deferred deferred && deferred.sawUnprotected()
        ? LATER_WEAK
        : outcome.getClass().getSimpleName();
  }

  @ParameterizedTest
  @MethodSource("laterProofs")
  void aProofThatNobodyLooksForYetIsNeverMet(TlsRequirement requirement, Finding finding)
      throws IOException {
    try (MailWorld world = new MailWorld()) {
      ScriptedMx mx = world.host(MX);
      Outcome outcome = world.outcome(TestLetter.plain(), requirement, true);
      assertThat(outcome).isInstanceOf(Outcome.Unprotected.class);
      assertThat(MailWorld.findings(outcome)).containsExactly(finding);
      assertThat(mx.heardOfAMail()).isFalse();
    }
  }

  static Stream<Object[]> laterProofs() {
    return Stream.of(
        new Object[] {TlsRequirement.DANE, Finding.DANE_ABSENT},
        new Object[] {TlsRequirement.AUTHENTICATED_MX, Finding.MX_UNAUTHENTICATED});
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aVersionBelowTheAskedOneIsTooOld(String spoken, boolean met) throws IOException {
    try (MailWorld world = new MailWorld()) {
      ScriptedMx mx = world.host(MX).speaks(spoken);
      Outcome outcome =
          world.outcome(
              TestLetter.plain(),
              TlsRequirement.CERTIFICATE.atLeast(TlsRequirement.Version.TLS1_3),
              false);
      assertThat(outcome instanceof Outcome.Delivered).isEqualTo(met);
      assertThat(mx.heardOfAMail()).isEqualTo(met);
      if (!met) {
        assertThat(MailWorld.findings(outcome)).containsExactly(Finding.TLS_TOO_OLD);
      }
    }
  }

  static Stream<Object[]> versions() {
    return Stream.of(new Object[] {"TLSv1.2", false}, new Object[] {"TLSv1.3", true});
  }

  @ParameterizedTest
  @MethodSource("letters")
  void contentArrivesByteForByte(String text) throws IOException {
    try (MailWorld world = new MailWorld()) {
      ScriptedMx mx = world.host(MX);
      assertThat(world.outcome(TestLetter.of(text), TlsRequirement.CERTIFICATE, false))
          .isInstanceOf(Outcome.Delivered.class);
      assertThat(new String(mx.received().getFirst().content(), StandardCharsets.UTF_8))
          .isEqualTo(text.endsWith("\r\n") ? text : text + "\r\n");
    }
  }

  static Stream<String> letters() {
    return Stream.of(
        ".\r\n..\r\n...\r\n",
        "a: b\r\n\r\n.\r\n.hidden\r\nend",
        "a: b\r\n\r\n" + "x".repeat(65_520) + "\r\n.\r\n" + "..y\r\n".repeat(40_000),
        "a: b\r\n\r\n" + ".\r\n".repeat(70_000));
  }
}
