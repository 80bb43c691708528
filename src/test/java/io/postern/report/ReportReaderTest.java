package io.postern.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is made of the forms that reports come in (RFC 3464, RFC 6533, and those without an RFC).
 */
class ReportReaderTest {
  private static final Path SAMPLES = Path.of("src/test/resources/io/postern/report/samples");

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rfc3464-postfix      | gone@elsewhere.example FAILED 5.1.1
          rfc3464-delayed      | slow@elsewhere.example DELAYED 4.4.2
          rfc3464-several      | a@elsewhere.example RELAYED 2.0.0, b@elsewhere.example EXPANDED 2.1.5, c@elsewhere.example DELIVERED 2.0.0, d@elsewhere.example FAILED 5.2.2
          rfc6533-global       | jürgen@xn--bcher-kva.example FAILED 5.1.1
          one-group            | gone@elsewhere.example FAILED 5.1.1
          no-status-only-words | gone@elsewhere.example FAILED 5.7.1
          qmail                | gone@elsewhere.example FAILED 5.1.1, full@elsewhere.example FAILED 5.2.2
          exim                 | gone@elsewhere.example FAILED 5.1.1, also@elsewhere.example FAILED 5.1.2
          exim-delayed         | slow@elsewhere.example DELAYED 4.4.7
          exchange-words       | gone@elsewhere.example FAILED 5.1.1
          one-sentence         | gone@elsewhere.example FAILED 5.7.1
          only-a-subject       | null FAILED 5.0.0
          no-header            | gone@elsewhere.example FAILED 5.1.1
          out-of-office        | AutoReply
          autoreply-of-old     | AutoReply
          vacation-html        | AutoReply
          list-moderation      | AutoReply of list
          read-receipt         | Receipt
          a-person             | Letter
          """)
  void reads(String sample, String wanted) throws IOException {
    boolean person = sample.equals("a-person") || sample.startsWith("autoreply");
    ReportReader.Reading reading = read(sample, !person);
    assertThat(shown(reading)).isEqualTo(wanted);
  }

  private static ReportReader.Reading read(String sample, boolean toNobody) throws IOException {
    String text = Files.readString(SAMPLES.resolve(sample + ".eml"), StandardCharsets.UTF_8);
    return ReportReader.read(
        new ByteArrayInputStream(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8)),
        toNobody);
  }

  private static String shown(ReportReader.Reading reading) {
    String what =
        switch (reading.returned()) {
          case Returned.Report(List<RecipientStatus> recipients) ->
              recipients.stream()
                  .map(one -> one.finalRecipient() + " " + one.action() + " " + one.status())
                  .collect(Collectors.joining(", "));
          case Returned.AutoReply _ -> "AutoReply";
          case Returned.Receipt _ -> "Receipt";
          case Returned.Letter _ -> "Letter";
        };
    return reading.ofList() ? what + " of list" : what;
  }

  @Test
  void everySampleIsInTheTable() throws IOException {
    try (Stream<Path> files = Files.list(SAMPLES)) {
      assertThat(files.filter(file -> file.toString().endsWith(".eml"))).hasSize(19);
    }
  }

  @Test
  void nothingOfWhatWasReturnedIsInAnyReading() throws IOException {
    try (Stream<Path> files = Files.list(SAMPLES)) {
      for (Path file : files.toList()) {
        String sample = String.valueOf(file.getFileName()).replace(".eml", "");
        if (read(sample, true).returned() instanceof Returned.Report report) {
          for (RecipientStatus one : report.recipients()) {
            assertThat(one.words()).as(sample).doesNotContain("RETURNED", "5.7.999");
            assertThat(String.valueOf(one.finalRecipient())).as(sample).doesNotContain("trap");
          }
        }
      }
    }
  }

  @Test
  void wordsAreOnePrintableLineOfAtMostFiveHundredCharacters() throws IOException {
    String report =
        Files.readString(SAMPLES.resolve("rfc3464-postfix.eml"))
            .replace("User unknown\n\n--", "\u001b[31m\u202e bad " + "x".repeat(2_000) + "\n\n--")
            .replace("\n", "\r\n");
    Returned returned =
        ReportReader.read(new ByteArrayInputStream(report.getBytes(StandardCharsets.UTF_8)), true)
            .returned();
    String words = ((Returned.Report) returned).recipients().getFirst().words();
    assertThat(words).startsWith("550 5.1.1 <gone@elsewhere.example>: Recipient address rejected:");
    assertThat(words).doesNotContain("\u001b", "\u202e", "\n", "\r").hasSize(500);
  }

  @Test
  void anAutomaticReplyKeepsItsWordsAndItsAuthor() throws IOException {
    Returned.AutoReply reply = (Returned.AutoReply) read("out-of-office", true).returned();
    assertThat(String.valueOf(reply.from())).isEqualTo("guest@elsewhere.example");
    assertThat(reply.subject()).isEqualTo("Automatisch antwoord: St. Anna");
    assertThat(reply.text()).contains("Bel 020 555 0199.");
    assertThat(((Returned.AutoReply) read("vacation-html", true).returned()).text())
        .contains("Back on Monday.")
        .doesNotContain("alert");
  }

  @Test
  void readsTheBeginningOfAnEndlessMessageOnly() throws IOException {
    String head = Files.readString(SAMPLES.resolve("rfc3464-postfix.eml")).replace("\n", "\r\n");
    byte[] start = head.getBytes(StandardCharsets.UTF_8);
    int[] handedOut = {0};
    java.io.InputStream endless =
        new java.io.InputStream() {
          @Override
          public int read() {
            int at = handedOut[0]++;
            return at < start.length ? start[at] & 0xff : 'x';
          }
        };
    assertThat(shown(ReportReader.read(endless, true)))
        .isEqualTo("gone@elsewhere.example FAILED 5.1.1");
    assertThat(handedOut[0]).isLessThan(400_000);
  }
}
