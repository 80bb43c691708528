package io.postern.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TextsTest {

  private static final ZoneId AMSTERDAM = ZoneId.of("Europe/Amsterdam");
  private static final Texts EN = Texts.of(java.util.Locale.ENGLISH);
  private static final Texts NL = Texts.of(java.util.Locale.of("nl"));

  private static Map<String, Set<String>> placeholders(Texts texts) {
    Map<String, Set<String>> all = new TreeMap<>();
    texts
        .words()
        .forEach((key, word) ->
            all.put(
                key,
                Pattern.compile("\\{(\\w+)}")
                    .matcher(word)
                    .results()
                    .map(match -> match.group(1))
                    .collect(Collectors.toCollection(TreeSet::new))));
    return all;
  }

  @Test
  void everyLanguageHasTheSameKeysWithTheSamePlaceholders() {
    for (Texts texts : Texts.all()) {
      assertThat(placeholders(texts)).as(texts.language()).isEqualTo(placeholders(EN));
    }
  }

  @Test
  void everyKeyWrittenOutInATemplateExists() throws IOException {
    Pattern key = Pattern.compile("\\.(?:t|rich|say)\\(\"([a-z0-9.]+)\"[,)]");
    try (var files = Files.walk(Path.of("src/main/jte"))) {
      Set<String> used =
          files
              .filter(Files::isRegularFile)
              .flatMap(file -> key.matcher(read(file)).results().map(match -> match.group(1)))
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(used).hasSizeGreaterThan(40).isSubsetOf(EN.words().keySet());
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Test
  void neverSaysWhatOurVoiceForbids() {
    Pattern never =
        Pattern.compile(
            "\\b(encrypt|decrypt|token|portal|authenticat|session|invalid|denied|oops|simply)"
                + "|!|please click",
            Pattern.CASE_INSENSITIVE);
    for (Texts texts : Texts.all()) {
      assertThat(texts.words().values()).noneMatch(word -> never.matcher(word).find());
      assertThat(texts.words().values()).as("e-mail breaks").noneMatch(w -> w.contains("e-mail"));
    }
  }

  @Test
  void valuesAreEscapedAndPlaceholdersInValuesStayWhatTheyAre() {
    gg.jte.output.StringOutput out = new gg.jte.output.StringOutput();
    EN.strong("landing.heading", "sender", "<b>{sender}</b> & 'Co'").writeTo(out);
    assertThat(out)
        .hasToString(
            "<strong>&lt;b&gt;{sender}&lt;/b&gt; &amp; &#39;Co&#39;</strong>"
                + " has sent you a message");
  }

  @Test
  void aMissingValueIsAMistakeNotAHole() {
    assertThatThrownBy(() -> EN.say("landing.heading"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> EN.say("no.such.key")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void timesAreClockTimesInTheReadersZone() {
    Instant at = Instant.parse("2026-11-23T09:42:10Z");
    assertThat(EN.moment(at, AMSTERDAM)).isEqualTo("Monday 23 November 2026, 10:42");
    assertThat(NL.moment(at, AMSTERDAM)).isEqualTo("maandag 23 november 2026, 10:42");
    assertThat(EN.when(at.plusSeconds(300), at, AMSTERDAM)).isEqualTo("10:47");
    assertThat(EN.when(at.plusSeconds(86_400), at, AMSTERDAM)).isEqualTo("tomorrow, 10:42");
    assertThat(NL.when(at.plusSeconds(86_400), at, AMSTERDAM)).isEqualTo("morgen 10:42");
    assertThat(NL.when(at.plusSeconds(200_000), at, AMSTERDAM))
        .isEqualTo("woensdag 25 november 2026, 18:15");
  }

  @Test
  void sizesReadAsFileManagersShowThem() {
    assertThat(EN.size(999)).isEqualTo("999 B");
    assertThat(EN.size(184_200)).isEqualTo("184\u00a0kB");
    assertThat(EN.size(3_240_000)).isEqualTo("3.2\u00a0MB");
    assertThat(NL.size(3_240_000)).isEqualTo("3,2\u00a0MB");
    assertThat(EN.size(5_000_000_000L)).isEqualTo("5.0\u00a0GB");
  }
}
