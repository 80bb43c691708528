package io.postern.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.conversation.SessionSecret;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmallThingsTest {

  private final SecureRandom random = new SecureRandom();

  @ParameterizedTest
  @CsvSource({
    "Dr. Marieke Bakker,MB",
    "Annie de Vries,AV",
    "St. Anna Hospital,SH",
    "m.bakker@stanna.example.org,MB",
    "info@x.example,I",
    "R. Koster,RK",
    "Sanne (polikliniek),S",
    "42,·",
    "élodie,É",
  })
  void facesHaveInitials(String name, String initials) {
    assertThat(Faces.initials(name)).isEqualTo(initials);
  }

  @Test
  void aTokenBelongsToOneSession() {
    SessionSecret one = SessionSecret.fresh(random);
    SessionSecret other = SessionSecret.fresh(random);
    assertThat(Csrf.holds(one, Csrf.token(one))).isTrue();
    assertThat(Csrf.holds(one, Csrf.token(other))).isFalse();
    assertThat(Csrf.holds(one, null)).isFalse();
    assertThat(Csrf.holds(one, "")).isFalse();
    assertThat(Csrf.token(one)).doesNotContain(one.cookie());
  }

  @Test
  void aTicketOpensOnePictureForTenMinutes() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T10:00:00Z"));
    ImageTickets tickets = new ImageTickets(random, now::get);
    SessionSecret session = SessionSecret.fresh(random);
    String segment =
        tickets.issue(new ImageTickets.Ticket(session, "c1", "m1", "2.1", "image/png", 99));
    assertThat(segment).doesNotContain(session.cookie()).matches("[A-Za-z0-9_-]+");
    ImageTickets.Ticket redeemed = tickets.redeem(segment).orElseThrow();
    assertThat(redeemed.session().cookie()).isEqualTo(session.cookie());
    assertThat(redeemed.part()).isEqualTo("2.1");
    assertThat(redeemed.toString()).doesNotContain(session.cookie());
    assertThat(new ImageTickets(random, now::get).redeem(segment)).as("another process").isEmpty();
    char last = segment.charAt(20) == 'A' ? 'B' : 'A';
    assertThat(tickets.redeem(segment.substring(0, 20) + last + segment.substring(21))).isEmpty();
    assertThat(tickets.redeem("")).isEmpty();
    assertThat(tickets.redeem("!!")).isEmpty();
    now.set(now.get().plusSeconds(601));
    assertThat(tickets.redeem(segment)).isEmpty();
  }

  @Test
  void textIsEscapedAndItsAddressesAreLinks() {
    gg.jte.output.StringOutput out = new gg.jte.output.StringOutput();
    PlainText.of(
            "See <https://x.example/a?b=1&c=2>. Or http://y.example, \"ok\" javascript:alert(1)")
        .writeTo(out);
    assertThat(out.toString())
        .contains(
            "&lt;<a href=\"https://x.example/a?b=1&amp;c=2\" target=\"_blank\""
                + " rel=\"noopener noreferrer nofollow\">")
        .contains("http://y.example</a>, &quot;ok&quot; javascript:alert(1)")
        .doesNotContain("href=\"javascript");
  }

  @Test
  void answersAreFlowedAndReadBackTheSame() {
    String text = "word ".repeat(40).strip() + "\n\n> quoted\nFrom here\n indented";
    String flowed = AnswerLetter.flowed(text);
    assertThat(flowed.lines()).allMatch(line -> line.length() <= 79);
    assertThat(flowed).contains("\r\n > quoted\r\n From here\r\n  indented\r\n");
    StringBuilder read = new StringBuilder();
    for (String line : flowed.split("\r\n")) {
      String plain = line.startsWith(" ") ? line.substring(1) : line;
      read.append(plain).append(plain.endsWith(" ") ? "" : "\n");
    }
    assertThat(read.toString().strip()).isEqualTo(text);
  }
}
