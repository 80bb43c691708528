package io.postern.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.mime.HeaderField;
import io.postern.smtp.EnhancedStatus;
import io.postern.smtp.Mailbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DsnTest {
  private static final Locale DUTCH = Locale.of("nl");
  private final Dsn dsn = new Dsn(Samples.stationery());

  private ReadMail write(Locale language, int others, boolean withSubject, Dsn.Recipient... about) {
    return ReadMail.of(dsn.write(Samples.report(language, others, withSubject, about)));
  }

  @Test
  void aSecretaryReadsWhatHappenedWhatToDoAndWhy() {
    ReadMail read = write(Locale.ENGLISH, 3, false, Samples.koster(Locale.ENGLISH));
    assertThat(read.header("From"))
        .isEqualTo("\"Postern at St. Anna Hospital\" <mailer-daemon@rp.stanna.example.org>");
    assertThat(read.header("Subject"))
        .isEqualTo("Not delivered to r.koster@oudeveste.example.com: no safe way");
    assertThat(read.text())
        .startsWith(
            """
            Your message did not reach r.koster@oudeveste.example.com

            We found no way to send it that is safe enough. Nothing of it was sent to this address. \
            The other 3 recipients are not affected.

            Sent Monday 23 November 2026, 10:42 · number P-7K4M-92QX

            WHAT YOU CAN DO NOW

            A. Ask R. Koster for a mobile number and add it. The message then goes at once, with a \
            code by text message.

            Add a mobile number:
            https://post.stanna.example.org/sent/P-7K4M-92QX

            B. Agree an access code with R. Koster by phone, and enter it with the message.

            C. Is it urgent? Please phone. Do not send it as ordinary e\u2011mail.

            WHAT WE TRIED, STRONGEST FIRST

            1. Account: does not apply. R. Koster has no account with two-step sign-in.
            """)
        .contains("4. Transport security: tried, not good enough. The mail server mx1")
        .contains("Words of their mail server, not ours: 220 2.0.0 Ready to start TLS\n");
  }

  @Test
  void speaksDutchToADutchSender() {
    ReadMail read = write(DUTCH, 1, false, Samples.koster(DUTCH));
    assertThat(read.header("Subject"))
        .isEqualTo("Niet aangekomen bij r.koster@oudeveste.example.com: geen veilige manier");
    assertThat(read.text())
        .startsWith("Uw bericht is niet aangekomen bij r.koster@oudeveste.example.com\n")
        .contains("Voor de andere ontvanger verandert er niets.", "WAT U NU KUNT DOEN");
  }

  @Test
  void aProgramReadsTheMachinePart() {
    ReadMail read = write(Locale.ENGLISH, 0, false, Samples.koster(Locale.ENGLISH));
    assertThat(read.header("Content-Type"))
        .startsWith("multipart/report; report-type=delivery-status");
    assertThat(read.leaves())
        .extracting(ReadMail.Leaf::type)
        .containsExactly(
            "text/plain", "text/html", "message/delivery-status", "text/rfc822-headers");
    assertThat(read.leaf("message/delivery-status").text().replace("\r\n", "\n").strip())
        .isEqualTo(
            """
            Original-Envelope-Id: QQ314159
            Reporting-MTA: dns; mx.stanna.example.org
            Arrival-Date: Mon, 23 Nov 2026 09:42:00 +0000

            Original-Recipient: rfc822; R.Koster@oudeveste.example.com
            Final-Recipient: rfc822; r.koster@oudeveste.example.com
            Action: failed
            Status: 5.7.5
            Remote-MTA: dns; mx1.oudeveste.example.com
            Diagnostic-Code: smtp; 220 2.0.0 Ready to start TLS
            Last-Attempt-Date: Mon, 23 Nov 2026 09:42:00 +0000\
            """);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void onlyHarmlessHeaderFieldsGoBack(boolean withSubject) {
    Composed mail =
        dsn.write(Samples.report(Locale.ENGLISH, 0, withSubject, Samples.koster(DUTCH)));
    String all = new String(mail.bytes(), StandardCharsets.UTF_8);
    assertThat(all)
        .doesNotContain("canary-bcc", "canary-number", "canary-control")
        .contains("Message-ID: <1@stanna.example.org>");
    assertThat(all.contains("canary-subject")).isEqualTo(withSubject);
    assertThat(ReadMail.of(mail).header("Subject")).doesNotContain("canary");
  }

  @ParameterizedTest
  @CsvSource({
    "FAILED,  5.7.4,  ,                          no safe way",
    "FAILED,  5.7.5,  220 ready,                 no safe way",
    "FAILED,  5.7.30, ,                          no safe way",
    "FAILED,  5.7.1,  ,                          no permitted way",
    "FAILED,  5.7.1,  550 5.7.1 spam,            refused",
    "FAILED,  5.1.1,  550 5.1.1 no such user,    unknown address",
    "FAILED,  5.1.2,  ,                          no mail server",
    "FAILED,  5.1.10, ,                          no mail there",
    "FAILED,  5.2.2,  552 5.2.2 full,            mailbox full",
    "FAILED,  5.3.4,  552 5.3.4 big,             too big",
    "FAILED,  5.6.7,  ,                          letters in the address",
    "FAILED,  4.4.7,  ,                          time is over",
    "FAILED,  5.4.7,  ,                          time is over",
    "FAILED,  5.4.6,  ,                          going round in circles",
    "FAILED,  5.0.0,  554 no,                    refused",
    "FAILED,  5.0.0,  ,                          it did not work",
  })
  void theSubjectSaysWhyInAFewWords(Dsn.Action action, String status, String words, String shown) {
    ReadMail read =
        write(Locale.ENGLISH, 0, false, Samples.simple(action, "a@b.example", status, words));
    assertThat(read.header("Subject")).isEqualTo("Not delivered to a@b.example: " + shown);
  }

  @Test
  void aDelaySaysUntilWhenWeTryAndIsNotRed() {
    ReadMail read =
        write(
            Locale.ENGLISH,
            0,
            false,
            Samples.simple(Dsn.Action.DELAYED, "planning@thuiszorg.example", "4.4.1", null));
    assertThat(read.text())
        .startsWith("Your message to planning@thuiszorg.example is still waiting\n")
        .contains(
            "The mail server of thuiszorg.example does not answer. We keep trying until Wednesday"
                + " 25 November 2026, 08:52, and tell you if it does not work.");
    assertThat(read.html()).doesNotContain("bgcolor=\"#A3261D\"");
    assertThat(read.leaf("message/delivery-status").text())
        .contains("Action: delayed", "Will-Retry-Until: Wed, 25 Nov 2026 07:52:00 +0000");
  }

  @ParameterizedTest
  @CsvSource({
    "DELIVERED, 2.1.5, delivered, Delivered to a@b.example",
    "RELAYED, 2.1.5, relayed, Notified: a@b.example",
  })
  void goodNewsIsSaidToo(Dsn.Action action, String status, String word, String subject) {
    ReadMail read =
        write(Locale.ENGLISH, 2, false, Samples.simple(action, "a@b.example", status, null));
    assertThat(read.header("Subject")).isEqualTo(subject);
    assertThat(read.text()).doesNotContain("not affected");
    assertThat(read.leaf("message/delivery-status").text()).contains("Action: " + word);
  }

  @Test
  void severalRecipientsGetASectionEach() {
    ReadMail read =
        write(
            Locale.ENGLISH,
            0,
            false,
            Samples.simple(Dsn.Action.FAILED, "a@b.example", "5.1.1", "550 no"),
            Samples.simple(Dsn.Action.FAILED, "c@d.example", "5.2.2", "552 full"));
    assertThat(read.header("Subject")).isEqualTo("Not delivered to 2 recipients: it did not work");
    assertThat(read.text()).contains("A@B.EXAMPLE", "C@D.EXAMPLE", "The mailbox is full.");
    assertThat(read.leaf("message/delivery-status").text().split("\r\n\r\n")).hasSize(3);
  }

  @Test
  void thePeersWordsAreBoundedPrintableAndNothingElse() {
    String words = "550 5.7.1 \u001b[31mred\r\nBcc: x@y\r\n\u202e" + "<b>ü</b>".repeat(200);
    Composed mail =
        dsn.write(
            Samples.report(
                Locale.ENGLISH,
                0,
                false,
                Samples.simple(Dsn.Action.FAILED, "a@b.example", "5.7.1", words)));
    ReadMail read = ReadMail.of(mail);
    String status = read.leaf("message/delivery-status").text().replace("\r\n ", " ");
    String code =
        status.lines().filter(line -> line.startsWith("Diagnostic-Code")).findFirst().orElse("");
    assertThat(code).startsWith("Diagnostic-Code: smtp; 550 5.7.1 [31mred Bcc: x@y <b>?</b>");
    assertThat(code.length()).isLessThanOrEqualTo("Diagnostic-Code: smtp; ".length() + 500);
    assertThat(status.lines()).noneMatch(line -> line.startsWith("Bcc"));
    assertThat(read.html()).contains("&lt;b&gt;ü").doesNotContain("<b>ü", "\u202e", "\u001b");
    assertThat(mail.eightBit()).isFalse();
  }

  @Test
  void anAddressBeyondAsciiMakesItAGlobalReport() {
    Dsn.Recipient recipient =
        new Dsn.Recipient(
            Dsn.Action.FAILED,
            Mailbox.of("jürgen@example.net"),
            null,
            "utf-8;jürgen@example.net",
            EnhancedStatus.of("5.6.7"),
            null,
            null,
            null,
            null,
            List.of(),
            List.of(),
            List.of());
    Composed mail = dsn.write(Samples.report(Locale.ENGLISH, 0, false, recipient));
    assertThat(ReadMail.of(mail).leaf("message/global-delivery-status").text())
        .contains("Original-Recipient: utf-8; jürgen@example.net")
        .contains("Final-Recipient: utf-8; jürgen@example.net");
    assertThat(mail.eightBit()).isTrue();
    assertThat(mail.smtpUtf8()).isFalse();
  }

  @Test
  void aControlHeaderCannotHideInALineThatIsNoField() throws IOException {
    Dsn.Report report = Samples.report(Locale.ENGLISH, 0, true, Samples.koster(Locale.ENGLISH));
    var odd =
        io.postern.mime.HeaderSection.read(
            new java.io.ByteArrayInputStream(
                ("From: a@b.example\r\nzivver access-right: x sms canary-1\r\n"
                        + "Zivver-Access-Right : x sms canary-2\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8)),
            1000);
    Composed mail =
        dsn.write(
            new Dsn.Report(
                report.brand(),
                report.reportingMta(),
                report.from(),
                report.to(),
                null,
                report.arrivedAt(),
                null,
                null,
                report.language(),
                report.zone(),
                report.recipients(),
                0,
                odd,
                _ -> false,
                true));
    assertThat(new String(mail.bytes(), StandardCharsets.UTF_8))
        .contains("From: a@b.example")
        .doesNotContain("canary");
  }

  @Test
  void withoutAWebAppTheAdviceNamesNoButton() {
    Dsn.Report report = Samples.report(Locale.ENGLISH, 0, true, Samples.koster(Locale.ENGLISH));
    ReadMail read =
        ReadMail.of(
            dsn.write(
                new Dsn.Report(
                    report.brand(),
                    report.reportingMta(),
                    report.from(),
                    report.to(),
                    null,
                    report.arrivedAt(),
                    null,
                    null,
                    report.language(),
                    report.zone(),
                    report.recipients(),
                    0,
                    report.headers(),
                    report.withheld(),
                    true)));
    assertThat(read.text())
        .contains("Ask R. Koster for a mobile number, and send the message again with that number.")
        .doesNotContain("https:");
  }

  @Test
  void oneReportTellsOneKindOfNews() {
    assertThatThrownBy(() ->
            Samples.report(
                DUTCH,
                0,
                false,
                Samples.simple(Dsn.Action.FAILED, "a@b.example", "5.1.1", null),
                Samples.simple(Dsn.Action.DELAYED, "c@d.example", "4.4.1", null)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Python's own parser, written by other people from the same RFCs. */
  @Test
  @Tag("interop")
  void pythonReadsIt(@TempDir Path folder) throws Exception {
    Path mail =
        Files.write(
            folder.resolve("dsn.eml"),
            dsn.write(Samples.report(DUTCH, 3, false, Samples.koster(DUTCH))).bytes());
    String script =
        """
        import email, email.policy, sys
        m = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.SMTP)
        assert m.get_content_type() == 'multipart/report', m.get_content_type()
        assert m['content-type'].params['report-type'] == 'delivery-status'
        human, status, headers = m.iter_parts()
        assert human.get_content_type() == 'multipart/alternative'
        assert 'Uw bericht is niet aangekomen' in m.get_body(('plain',)).get_content()
        about, koster = status.get_payload()
        assert about['Reporting-MTA'] == 'dns; mx.stanna.example.org', about.items()
        assert koster['Final-Recipient'] == 'rfc822; r.koster@oudeveste.example.com'
        assert koster['Action'] == 'failed' and koster['Status'] == '5.7.5'
        assert headers.get_content_type() == 'text/rfc822-headers'
        assert 'canary' not in open(sys.argv[1]).read()
        for part in m.walk():
            assert not part.defects, part.defects
        print('read')
        """;
    Process python =
        new ProcessBuilder("python3", "-c", script, mail.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(python.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(said.strip()).isEqualTo("read");
  }

  @Test
  void headerFieldsOfTheSampleAreThere() {
    assertThat(Samples.original().fields()).extracting(HeaderField::name).contains("Bcc");
  }
}
