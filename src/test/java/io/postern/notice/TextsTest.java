package io.postern.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {
  private static final ZoneId AMSTERDAM = ZoneId.of("Europe/Amsterdam");
  private final Texts texts = Texts.load("notice/texts");

  @Test
  void hasDutchAndEnglishWithTheSameKeysAndPlaceholders() {
    // load() itself compares; this says that it had both to compare.
    assertThat(texts.languages()).contains("en", "nl");
  }

  @ParameterizedTest
  @CsvSource({
    "lacking, nl lacks second",
    "placeholders, nl has other placeholders in first",
    "surplus, 'nl has third, which English lacks'",
    "empty, nl says nothing for second",
  })
  void refusesALanguageThatIsNotWhole(String name, String why) {
    assertThatThrownBy(() -> Texts.load("notice/" + name))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aLanguageIsAddedByItsFileAlone() {
    assertThat(Texts.load("notice/three").languages()).containsExactlyInAnyOrder("de", "en", "nl");
  }

  @Test
  void speaksEnglishToWhoeverSpeaksSomethingElse() {
    assertThat(texts.in(Locale.JAPANESE).language()).isEqualTo("en");
    assertThat(texts.in(Locale.forLanguageTag("nl-BE")).language()).isEqualTo("nl");
  }

  @Test
  void putsValuesInAsTheyAreAndOnce() {
    Voice english = texts.in(Locale.ENGLISH);
    assertThat(english.say("answer.via", "guest", "{organisation} $1 \\", "organisation", "O'Neil"))
        .isEqualTo("{organisation} $1 \\ via O'Neil");
  }

  @Test
  void forgetsNoValueSilently() {
    Voice english = texts.in(Locale.ENGLISH);
    assertThatThrownBy(() -> english.say("answer.via", "guest", "Annie"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> english.say("no.such.key"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "en, 'Monday 23 November 2026, 10:42', Sunday 21 February 2027",
    "nl, 'maandag 23 november 2026, 10:42', zondag 21 februari 2027",
  })
  void saysTimesInFullInTheZoneGiven(String language, String sent, String until) {
    Voice voice = texts.in(Locale.of(language));
    assertThat(voice.dayAndTime(Instant.parse("2026-11-23T09:42:00Z"), AMSTERDAM)).isEqualTo(sent);
    assertThat(voice.day(Instant.parse("2027-02-20T23:30:00Z"), AMSTERDAM)).isEqualTo(until);
  }

  @ParameterizedTest
  @EnumSource(Advice.class)
  void everyAdviceHasWords(Advice advice) {
    assertThat(texts.in(Locale.ENGLISH).knows("advice." + advice)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void everyReasonHasWords(Reason reason) {
    assertThat(texts.in(Locale.ENGLISH).knows("reason." + reason)).isTrue();
    assertThat(texts.in(Locale.ENGLISH).knows("reason." + reason + ".short")).isTrue();
  }

  /** The words VISUAL 6 asks us never to use with people. */
  @ParameterizedTest
  @ValueSource(strings = {"en", "nl"})
  void speaksPlainly(String language) throws IOException {
    Pattern never =
        Pattern.compile(
            "(?im)^[^#=]+=.*(\\b(encrypt|decrypt|token|portal|authenticat|session|invalid|denied"
                + "|versleutel|ontsleutel|sessie|ongeldig|geweigerd toegang|oops)|!)");
    try (InputStream in =
        getClass().getResourceAsStream("/notice/texts_" + language + ".properties")) {
      Matcher found = never.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      assertThat(found.results().map(hit -> hit.group())).isEmpty();
    }
  }
}
