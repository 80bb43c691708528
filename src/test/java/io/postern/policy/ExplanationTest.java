package io.postern.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.policy.Explanation.RowVerdict;
import io.postern.policy.Explanation.Sentence;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExplanationTest {

  @Test
  void everyDecisionOfTheTableIsStoredReadBackAndPutIntoWords() {
    for (LadderTest.Line line : LadderTest.lines()) {
      Explanation explanation = Ladder.decide(LadderWords.facts(line.facts())).explanation();
      String stored = explanation.encode();
      assertThat(stored).hasSizeLessThanOrEqualTo(250).matches("[ -~]+");
      assertThat(Explanation.decode(stored)).isEqualTo(explanation);
      for (Locale language : List.of(Locale.of("nl"), Locale.ENGLISH, Locale.of("de", "CH"))) {
        List<Sentence> sentences = explanation.render(language);
        assertThat(sentences).hasSameSizeAs(explanation.rows());
        assertThat(sentences).allSatisfy(s -> assertThat(s.text()).doesNotContain("{", "''"));
      }
    }
  }

  /** A verdict without a sentence would break a page years later. */
  @Test
  void everyVerdictOfEveryRowHasItsSentenceInBothLanguages() {
    for (Row row : Row.values()) {
      for (Verdict verdict : Verdict.values()) {
        String parameter = verdict == Verdict.BELOW_FLOOR ? row.code() : "";
        Explanation one = new Explanation(List.of(new RowVerdict(row, verdict, parameter)));
        String english = one.render(Locale.ENGLISH).getFirst().text();
        String dutch = one.render(Locale.of("nl")).getFirst().text();
        assertThat(english).endsWith(".").isNotEqualTo(dutch);
        assertThat(dutch).endsWith(".");
      }
    }
  }

  @Test
  void theFloorIsNamedInTheReadersLanguage() {
    Explanation explanation = Explanation.decode("email:floor:tls");
    assertThat(explanation.render(Locale.of("nl")).getFirst().text())
        .contains("Beveiligd transport");
    assertThat(explanation.render(Locale.ENGLISH).getFirst().text()).contains("Transport security");
  }

  @Test
  void theMachinesLanguageDoesNotDecide() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.of("nl"));
      assertThat(Explanation.decode("email:yes").render(Locale.ENGLISH).getFirst().title())
          .isEqualTo("E-mail verification");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void codesAreUniqueAndStable() {
    Set<String> rows = Stream.of(Row.values()).map(Row::code).collect(Collectors.toSet());
    assertThat(rows)
        .containsExactlyInAnyOrder(
            "1a", "1b", "nta", "direct", "right", "tls", "sms", "code", "email");
    assertThat(Stream.of(Verdict.values()).map(Verdict::code)).doesNotHaveDuplicates();
  }

  @Test
  void readsNothingElse() {
    for (String bad :
        List.of("email", "email:yes:a:b", "mail:yes", "email:maybe", "email:yes  x")) {
      assertThatThrownBy(() -> Explanation.decode(bad))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new RowVerdict(Row.SMS, Verdict.CHOSEN, "+31612345678@"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
