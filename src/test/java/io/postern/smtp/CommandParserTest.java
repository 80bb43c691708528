package io.postern.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the dialogs cannot see: the values that come out. Refusals are dialogs. */
final class CommandParserTest {

  private static Command parse(String line) {
    return new CommandParser(false).parse(line.getBytes(UTF_8));
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          EHLO a.example    | Ehlo[name=a.example]
          ehlo [IPv6:::1]   | Ehlo[name=[IPv6:::1]]
          HELO a_b          | Helo[name=a_b]
          StartTLS          | StartTls[]
          NOOP whatever     | Noop[]
          RSET              | Rset[]
          HELP MAIL         | Help[]
          VRFY someone      | Vrfy[]
          DATA              | Data[]
          QUIT              | Quit[]
          EXPN list         | Unknown[]
          GET / HTTP/1.1    | Foreign[]
          AUTH plain        | AUTH PLAIN
          """)
  void reads(String line, String command) {
    assertThat(parse(line)).hasToString(command);
  }

  @Test
  void readsEveryParameterOfMail() {
    Command.Mail mail =
        (Command.Mail)
            parse(
                "MAIL FROM:<a@b.example> SIZE=12 BODY=8BITMIME SMTPUTF8 RET=FULL ENVID=Q+2B1+20x"
                    + " AUTH=e+3Dmc2@example.com");
    assertThat(mail)
        .isEqualTo(
            new Command.Mail(
                ReversePath.of(Mailbox.of("a@b.example")),
                12,
                true,
                true,
                false,
                Envelope.Ret.FULL,
                "Q+1 x"));
  }

  @Test
  void readsTheNullReversePath() {
    assertThat(((Command.Mail) parse("MAIL FROM:<>")).from()).isEqualTo(ReversePath.none());
  }

  @Test
  void readsEveryParameterOfRcpt() {
    assertThat(parse("RCPT TO:<a@b.example> NOTIFY=SUCCESS,delay ORCPT=RFC822;a+2Bx@b.example"))
        .isEqualTo(
            new Command.Rcpt(
                Mailbox.of("a@b.example"),
                Set.of(Envelope.Notify.SUCCESS, Envelope.Notify.DELAY),
                "rfc822;a+x@b.example"));
  }

  @Test
  void readsAnInternationalOrcpt() {
    Command.Rcpt rcpt =
        (Command.Rcpt) parse("RCPT TO:<a@b.example> ORCPT=utf-8;j\\x{F6}rg\\x{1F600}@b.example");
    assertThat(rcpt.orcpt()).isEqualTo("utf-8;jörg\uD83D\uDE00@b.example");
  }

  @ParameterizedTest
  @CsvSource({
    "utf-8;a\\x{A}b@c.example", // a line end
    "utf-8;a\\x{D800}b@c.example", // half a character
    "utf-8;a\\x{110000}@c.example", // beyond Unicode
    "utf-8;a\\x{F6@c.example", // no end
    "utf-8;a\\y@c.example", // no such escape
    "rfc822;a+0@c.example", // half an octet
    "rfc822;", // nothing
  })
  void refusesAnOrcptThatHidesSomething(String orcpt) {
    assertThat(parse("RCPT TO:<a@b.example> ORCPT=" + orcpt)).isInstanceOf(Command.Malformed.class);
  }

  @Test
  void takesRequireTlsOnlyOnceAnnounced() {
    String line = "MAIL FROM:<a@b.example> REQUIRETLS";
    assertThat(parse(line)).isInstanceOf(Command.Malformed.class);
    assertThat(new CommandParser(true).parse(line.getBytes(UTF_8)))
        .isInstanceOfSatisfying(Command.Mail.class, mail -> assertThat(mail.requireTls()).isTrue());
  }

  /** In Unicode the upper case of a long s is S, and of a dotless i is I. */
  @Test
  void takesNoLookAlikeForAVerb() {
    assertThat(parse("R\u017fET")).isEqualTo(new Command.Unknown());
    assertThat(parse("MA\u0131L FROM:<a@b.example>")).isEqualTo(new Command.Unknown());
  }

  @Test
  void neverPrintsASecret() {
    assertThat(parse("AUTH PLAIN AGNsaW5pYwBzZWNyZXQ=")).hasToString("AUTH PLAIN");
  }
}
