package io.postern.standing;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.smtp.Domain;
import io.postern.standing.Seen.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * SPEC 2.5 as a table of looks. A look is written as four letters for ownership, DKIM, SPF and
 * return path: {@code +} there, {@code -} gone, {@code ?} no answer; before it the day.
 */
class StandingTest {
  private static final Instant START = Instant.parse("2026-11-01T12:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 ++++                                   | yes | Complete
          0 +++-                                   | yes | Complete
          0 ++-+                                   | yes | Complete
          0 ++--                                   | no  |
          0 +-++                                   | no  |
          0 -+++                                   | no  |
          0 ++?-                                   | no  |
          0 ++?+                                   | yes | Complete
          0 +?++                                   | no  |
          0 ---- 20 ++++                           | yes | Complete
          0 ++++ 1 +-++                            | yes | Complete Grace
          0 ++++ 1 +-++ 14 +-++                    | yes | Complete Grace Grace
          0 ++++ 1 +-++ 15 +-++                    | no  | Complete Grace Refused
          0 ++++ 1 +-++ 15 +-++ 16 +-++            | no  | Complete Grace Refused
          0 ++++ 1 +-++ 15 +-++ 16 ++++            | yes | Complete Grace Refused Complete
          0 ++++ 1 +-++ 14 ++++ 15 +-++            | yes | Complete Grace Complete Grace
          0 ++++ 1 ???? 20 ????                    | yes | Complete
          0 ++++ 1 +-++ 15 +?++                    | no  | Complete Grace Refused
          0 ++++ 1 -+++ 14 -+++                    | yes | Complete Grace Grace
          0 ++++ 1 -+++ 15 -+++                    | no  | Complete Grace Refused Unowned
          0 ++++ 1 -+++ 15 ?+++                    | no  | Complete Grace Refused
          0 ++++ 1 -+++ 9 ++++ 15 -+++             | yes | Complete Grace Complete Grace
          0 ---- 14 ----                           | no  | Unowned
          """)
  void whatLooksLeadTo(String looks, String maySend, String news) {
    Standing standing = Standing.begin(Domain.of("a.example"), SendRule.CHECKS, "challenge");
    List<String> said = new ArrayList<>();
    Instant now = START;
    String[] words = looks.split(" ");
    for (int i = 0; i < words.length; i += 2) {
      now = START.plus(Duration.ofDays(Integer.parseInt(words[i])));
      Standing.Step step = standing.next(seen(words[i + 1]), now);
      step.news().forEach(one -> said.add(one.getClass().getSimpleName()));
      standing = step.after();
    }
    assertThat(standing.maySend(now)).isEqualTo(maySend.equals("yes"));
    assertThat(String.join(" ", said)).isEqualTo(news == null ? "" : news);
    assertThat(standing.under(SendRule.YES).maySend(now)).isTrue();
    assertThat(standing.under(SendRule.NO).maySend(now)).isFalse();
    assertThat(standing.under(SendRule.YES).recordsAllow(now)).isEqualTo(maySend.equals("yes"));
  }

  @Test
  void aWarningComesOnceADay() {
    Standing standing =
        Standing.begin(Domain.of("a.example"), SendRule.CHECKS, "challenge")
            .next(seen("++++"), START)
            .after();
    int warnings = 0;
    for (int hour = 1; hour <= 72; hour++) {
      Standing.Step step = standing.next(seen("+-++"), START.plus(Duration.ofHours(hour)));
      warnings += step.news().size();
      standing = step.after();
    }
    assertThat(warnings).isEqualTo(3);
  }

  @Test
  void whatIsLackingIsKept() {
    Standing standing = Standing.begin(Domain.of("a.example"), SendRule.CHECKS, null);
    standing = standing.next(seen("+---"), START).after();
    assertThat(standing.lacks()).containsExactlyInAnyOrder(Seen.Lack.DKIM, Seen.Lack.PATH);
    standing = standing.next(seen("????"), START.plusSeconds(1)).after();
    assertThat(standing.lacks()).containsExactlyInAnyOrder(Seen.Lack.DKIM, Seen.Lack.PATH);
    standing = standing.next(seen("++-+"), START.plusSeconds(2)).after();
    assertThat(standing.lacks()).isEmpty();
  }

  private static Seen seen(String letters) {
    return new Seen(
        state(letters.charAt(0)),
        state(letters.charAt(1)),
        state(letters.charAt(2)),
        state(letters.charAt(3)));
  }

  private static State state(char letter) {
    return switch (letter) {
      case '+' -> State.THERE;
      case '-' -> State.GONE;
      default -> State.UNKNOWN;
    };
  }
}
