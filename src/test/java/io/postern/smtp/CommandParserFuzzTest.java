package io.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever the line: a command comes out, and nothing in it could break a header or a reply. */
@Tag("slow")
final class CommandParserFuzzTest {
  private static final CommandParser PARSER = new CommandParser(true);

  @FuzzTest
  void alwaysAnswersWithSomethingHarmless(FuzzedDataProvider fuzz) {
    harmless(fuzz.consumeRemainingAsBytes());
  }

  /** A good line with a few octets changed reaches further than noise. */
  @Test
  void survivesBrokenGoodLines() {
    List<String> good =
        List.of(
            "MAIL FROM:<a@b.example> SIZE=1 BODY=8BITMIME SMTPUTF8 RET=FULL ENVID=a+2Bb AUTH=<>",
            "RCPT TO:<\"a b\"@c.example> NOTIFY=SUCCESS,DELAY ORCPT=utf-8;j\\x{F6}rg@b.example",
            "RCPT TO:<@a.example,@b.example:c@d.example> ORCPT=rfc822;a+40b",
            "AUTH SCRAM-SHA-256 biwsbj11c2VyLHI9cg==",
            "EHLO [IPv6:::1]");
    Random random = new Random(20261123);
    for (int i = 0; i < 40_000; i++) {
      byte[] line = good.get(random.nextInt(good.size())).getBytes(StandardCharsets.UTF_8);
      for (int k = random.nextInt(4); k >= 0; k--) {
        line[random.nextInt(line.length)] = (byte) random.nextInt(256);
      }
      harmless(line);
    }
  }

  private static void harmless(byte[] line) {
    switch (PARSER.parse(line)) {
      case Command.Ehlo(String name) -> printable(name);
      case Command.Helo(String name) -> printable(name);
      case Command.Mail mail -> {
        printable(mail.from().toString());
        printable(String.valueOf(mail.envid()));
        assertThat(mail.size()).isGreaterThanOrEqualTo(-1);
        mail.from()
            .address()
            .ifPresent(mailbox -> {
              assertThat(mailbox.needsSmtpUtf8() && !mail.smtpUtf8()).isFalse();
              survivesTheWire(mailbox);
            });
      }
      case Command.Rcpt rcpt -> {
        printable(rcpt.mailbox().toString());
        printable(String.valueOf(rcpt.orcpt()));
        survivesTheWire(rcpt.mailbox());
      }
      case Command.Malformed(String _, Reply reply) -> {
        assertThat(reply.code()).isBetween(500, 555);
        printable(reply.toString());
      }
      case Command.Auth(String mechanism, byte[] _) -> printable(mechanism);
      case Command.StartTls _,
          Command.Data _,
          Command.Rset _,
          Command.Noop _,
          Command.Quit _,
          Command.Help _,
          Command.Vrfy _,
          Command.Unknown _,
          Command.Foreign _ -> {}
    }
  }

  /** What we would say to the next hop means the same mailbox, to us and to a strict reader. */
  private static void survivesTheWire(Mailbox mailbox) {
    assertThat(Mailbox.of(mailbox.wire())).isEqualTo(mailbox);
    assertThat(Mailbox.of(mailbox.wire()).local()).isEqualTo(mailbox.local());
  }

  private static void printable(String text) {
    assertThat(text.chars().noneMatch(Character::isISOControl)).isTrue();
  }
}
