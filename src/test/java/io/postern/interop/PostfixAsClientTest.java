package io.postern.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.demo.CapturedMail;
import io.postern.demo.CapturedMails;
import io.postern.demo.Running.End;
import io.postern.demo.Running.Way;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * An organisation's Postfix hands over a mail to 53 recipients: it splits it into transactions of
 * at most 50, each with all access-right lines (SPEC 5.2).
 */
@Tag("interop")
@Timeout(180)
class PostfixAsClientTest {

  private static final Pattern DELIVERY =
      Pattern.compile("to=<([^>]*)>.* status=(\\w+) \\((.*)\\)$");
  private static final String PHONE = "+31612345678";
  private static final List<String> TO =
      IntStream.rangeClosed(1, 51).mapToObj("guest%02d@home.example"::formatted).toList();
  private static final List<String> BCC =
      List.of("heimelijk@home.example", "stil@lindenhof.example");

  @Test
  void everybodyOfASplitMailGoesTheExpectedWayAndNobodySeesTheBcc() throws Exception {
    Program.assumeInstalled("python3");
    try (LiveGateway live = LiveGateway.start();
        PostfixRelay postfix = PostfixRelay.start(live)) {
      handIn(live, postfix);
      Map<String, String> submissions = submissions(postfix);

      assertThat(new HashSet<>(submissions.values())).as("transactions").hasSize(2);
      for (String guest : TO) {
        Way way =
            switch (guest) {
              case "guest01@home.example" -> Way.CUSTOM_SMS;
              case "guest51@home.example" -> Way.CUSTOM_ACCESS_CODE;
              default -> Way.EMAIL;
            };
        live.went(submissions.getOrDefault(guest, ""), guest, End.NOTIFIED, way);
      }
      for (String guest : BCC) {
        live.went(submissions.getOrDefault(guest, ""), guest, End.NOTIFIED, Way.EMAIL);
      }

      readByThoseWithRights(live);
      readInSecret(live);
      for (CapturedMail mail : live.world().mails().all()) {
        for (String bcc : BCC) {
          if (!CapturedMails.isTo(bcc).test(mail)) {
            assertThat(mail.raw() + mail.text()).as("%s", mail).doesNotContain(bcc);
          }
        }
      }
    }
  }

  private static void readByThoseWithRights(LiveGateway live) throws Exception {
    long texts = live.world().sms().texts().size();
    URI first = live.link("guest01@home.example", 0);
    String read = live.open(first, () -> Optional.of(live.textedCode(PHONE, texts)));
    assertThat(read).contains("De praktijk is dicht", "Everyone here");
    BCC.forEach(bcc -> assertThat(read).doesNotContain(bcc));

    URI last = live.link("guest51@home.example", 0);
    assertThat(live.open(last, () -> Optional.of("ooievaar-1948")))
        .contains("De praktijk is dicht");
  }

  /** SPEC 3.2: a conversation of two, no reply to all. */
  private static void readInSecret(LiveGateway live) throws Exception {
    for (String bcc : BCC) {
      assertThat(live.openByMail(bcc, 0))
          .contains("De praktijk is dicht")
          .doesNotContain("Everyone here")
          .doesNotContain(BCC.get(1 - BCC.indexOf(bcc)));
    }
  }

  private static void handIn(LiveGateway live, PostfixRelay postfix) throws Exception {
    String message =
        """
        From: Mila Bakker <%s>
        To: %s
        Subject: Gewijzigde openingstijden
        zivver-access-right: guest01@home.example sms %s
        zivver-access-right: guest51@home.example access-code ooievaar-1948
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        De praktijk is dicht op tweede kerstdag. Groeten uit Zuidoost-Brabant, André
        """
            .formatted(LiveGateway.SENDER, String.join(",\n ", TO), PHONE);
    List<String> command =
        new ArrayList<>(
            List.of(
                "python3",
                "-c",
                """
                import smtplib, sys
                address, port, sender, *to = sys.argv[1:]
                with smtplib.SMTP(address, int(port), timeout=30) as server:
                    server.sendmail(sender, to, sys.stdin.buffer.read(), ['BODY=8BITMIME'])
                """,
                PostfixRelay.ADDRESS,
                Integer.toString(postfix.port()),
                LiveGateway.SENDER));
    command.addAll(TO);
    command.addAll(BCC);
    Program.run(live.folder(), message, command);
    assertThat(message.getBytes(StandardCharsets.UTF_8)).contains((byte) 0xc3);
  }

  /** Recipient to the id its transaction was answered with. */
  private static Map<String, String> submissions(PostfixRelay postfix) throws Exception {
    Map<String, String> submissions = new HashMap<>();
    for (String line : postfix.deliveries(TO.size() + BCC.size())) {
      Matcher delivery = DELIVERY.matcher(line);
      assertThat(delivery.find()).as(line).isTrue();
      assertThat(delivery.group(2)).as("%s%n%s", line, postfix.log()).isEqualTo("sent");
      submissions.put(delivery.group(1), LiveGateway.submission(delivery.group(3)));
    }
    return submissions;
  }
}
