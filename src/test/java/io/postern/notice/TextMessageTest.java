package io.postern.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.smtp.Domain;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextMessageTest {
  private final Texts texts = Texts.load("notice/texts");

  private TextMessage message(String organisation, String language) {
    return TextMessage.code(
        texts,
        organisation,
        Domain.of("post.stanna.example.org"),
        "482913",
        Instant.parse("2026-11-23T09:46:00Z"),
        Instant.parse("2026-11-23T09:51:00Z"),
        Locale.of(language),
        ZoneId.of("Europe/Amsterdam"));
  }

  @Test
  void saysWhatTheStyleGuideSaysInEnglish() {
    assertThat(message("St. Anna Hospital", "en").text())
        .isEqualTo(
            "St. Anna Hospital: your code is 482913, asked for at 10:46, valid until 10:51. We"
                + " never phone you for it.\n\n@post.stanna.example.org #482913");
  }

  @Test
  void saysWhatTheStyleGuideSaysInDutch() {
    assertThat(message("St. Anna", "nl").text())
        .isEqualTo(
            "St. Anna: uw code is 482913, gevraagd om 10:46, geldig tot 10:51. Wij bellen u er"
                + " nooit over.\n\n@post.stanna.example.org #482913");
  }

  @ParameterizedTest
  @CsvSource({
    "St. Anna Hospital, St. Anna Hospital, 1",
    "Huisartsen Curaçao & Coöperatie, Huisartsen Curacao & Coöperatie, 1",
    "Daniël den Hoed, Daniel den Hoed, 1",
    "'St. Anna\r\n@evil.example #111111', 'St. Anna @evil.example #111111', 1",
    "Regionale Stichting voor Geestelijke Gezondheidszorg Noord, 'Regionale Stichting voor Geestelijke', 1",
    "Больница, Больница, 2",
  })
  void fitsTheNameToWhatTextMessagesCanCarry(String organisation, String shown, int segments) {
    TextMessage message = message(organisation, "nl");
    assertThat(message.text()).startsWith(shown + ": uw code is 482913");
    assertThat(message.text().lines().skip(1))
        .containsExactly("", "@post.stanna.example.org #482913");
    assertThat(message.segments()).isEqualTo(segments);
  }

  @ParameterizedTest
  @CsvSource({
    "a, 160, 1",
    "a, 161, 2",
    "a, 306, 2",
    "a, 307, 3",
    "€, 80, 1",
    "€, 81, 2",
    "ж, 70, 1",
    "ж, 71, 2",
    "ж, 134, 2",
    "ж, 135, 3"
  })
  void countsSegmentsAsThePhoneDoes(String letter, int times, int segments) {
    assertThat(GsmAlphabet.segments(letter.repeat(times))).isEqualTo(segments);
  }

  @Test
  void doesNotPrintItself() {
    assertThat(message("St. Anna", "nl").toString()).doesNotContain("482913");
  }

  @Test
  void takesNoCodeOfAnotherShape() {
    assertThatThrownBy(() ->
            TextMessage.code(
                texts,
                "St. Anna",
                Domain.of("post.example"),
                "48291x",
                Instant.EPOCH,
                Instant.EPOCH,
                Locale.ENGLISH,
                ZoneId.of("UTC")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("48291");
  }
}
