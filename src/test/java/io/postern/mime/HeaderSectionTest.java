package io.postern.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderSectionTest {

  private static HeaderSection section(String text) {
    return HeaderSection.parse(Mail.of(text));
  }

  @Test
  void readsToTheEmptyLineAndNotOneOctetMore() throws IOException {
    var in = new ByteArrayInputStream(Mail.of("From: a@b.example\nTo: c@d.example\n\nbody"));
    HeaderSection section = HeaderSection.read(in, 1000);
    assertThat(section.fields()).extracting(HeaderField::name).containsExactly("From", "To");
    assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo("body");
  }

  @Test
  void anUnchangedSectionLeavesByteForByte() {
    String odd =
        "Received: from a\n\tby b  \nsubject:x\nX-Odd :  y \nnot a field\n folded\nEmpty:\n\n";
    assertThat(section(odd).toBytes()).isEqualTo(Mail.of(odd));
    assertThat(section(odd).size()).isEqualTo(Mail.of(odd).length);
  }

  @Test
  void aMessageWithoutHeaderHasNoFields() {
    assertThat(section("\nbody").fields()).isEmpty();
    assertThat(section("").fields()).isEmpty();
  }

  @Test
  void aSectionThatEndsWithTheMessageIsWhole() {
    HeaderSection cut = HeaderSection.parse("A: 1\r\nB: 2".getBytes(UTF_8));
    assertThat(new String(cut.toBytes(), UTF_8)).isEqualTo("A: 1\r\nB: 2\r\n\r\n");
  }

  @Test
  void refusesMoreThanTheLimitAndTakesExactlyIt() throws IOException {
    byte[] header = Mail.of("A: 1\n\n");
    assertThat(HeaderSection.read(new ByteArrayInputStream(header), header.length).fields())
        .hasSize(1);
    assertThatThrownBy(
            () -> HeaderSection.read(new ByteArrayInputStream(header), header.length - 1))
        .isInstanceOf(HeaderTooLarge.class);
  }

  @Test
  void keepsAndReportsWhatIsNoField() {
    HeaderSection section =
        section(" starts folded\nFrom x Mon Jan 1 10:00:00\nA: 1\nno colon\n more\nB: 2\n\n");
    assertThat(section.malformed()).hasSize(3).allMatch(field -> field.name().isEmpty());
    assertThat(section.malformed().get(2).unfolded()).isEqualTo("no colon more");
    assertThat(section.first("b")).get().extracting(HeaderField::unfolded).isEqualTo("2");
  }

  @Test
  void findsAControlHeaderWithWhiteSpaceBeforeItsColon() {
    HeaderSection section = section("Zivver-Access-Right \t: a@b.example sms +31\n\n");
    assertThat(section.all("zivver-access-right")).hasSize(1);
  }

  @Test
  void unfoldsByTakingLineEndsOut() {
    assertThat(section("Subject: one\n  two\n\tthree \n\n").fields().getFirst().unfolded())
        .isEqualTo("one  two\tthree");
  }

  @Test
  void readsRawUtf8AndElseWindows1252() {
    assertThat(section("Subject: Grüße €\n\n").fields().getFirst().unfolded()).isEqualTo("Grüße €");
    HeaderSection latin =
        HeaderSection.parse("Subject: Gr\u00fc\u00dfe\r\n\r\n".getBytes(ISO_8859_1));
    assertThat(latin.fields().getFirst().unfolded()).isEqualTo("Grüße");
    assertThat(latin.toBytes()).isEqualTo("Subject: Gr\u00fc\u00dfe\r\n\r\n".getBytes(ISO_8859_1));
  }

  @Test
  void addsAndTakesFieldsAndLeavesTheOthers() {
    HeaderSection section =
        section("Bcc: x@y.example\nTo:  z@y.example\n\n")
            .without(field -> field.is("BCC"))
            .prepend(HeaderField.of("Received", "from a by b"))
            .append(HeaderField.of("X-End", "1"));
    assertThat(new String(section.toBytes(), UTF_8))
        .isEqualTo("Received: from a by b\r\nTo:  z@y.example\r\nX-End: 1\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\r\nBcc: x@y.example",
        "a\nb",
        "a\rb",
        "a\0b",
        "a\u0085b",
        "a\u2028b",
        "a\u007fb"
      })
  void refusesAnInjectionInAValue(String value) {
    assertThatThrownBy(() -> HeaderField.of("Subject", value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("example");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A B", "A:", "A\r\n", "Ä", "A\0"})
  void refusesAnInjectionInAName(String name) {
    assertThatThrownBy(() -> HeaderField.of(name, "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void foldsAtSpacesAndUnfoldsToTheSame() {
    String value = "word ".repeat(100).strip() + "  " + "x".repeat(100) + " end";
    HeaderField field = HeaderField.of("Subject", value);
    String raw = new String(field.raw(), UTF_8);
    assertThat(raw.lines().filter(line -> !line.contains("xxx")))
        .allMatch(line -> line.length() <= 78 && !line.isBlank());
    assertThat(field.unfolded()).isEqualTo(value);
    assertThat(HeaderField.read(field.raw()).unfolded()).isEqualTo(value);
  }

  @Test
  void refusesAWordLongerThanALine() {
    assertThat(HeaderField.of("A", "x".repeat(995)).size()).isEqualTo(998 + 2);
    assertThatThrownBy(() -> HeaderField.of("A", "x".repeat(996)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void reportsNulAndBareCarriageReturn() {
    assertThat(section("A: x\0y\n\n").malformed()).hasSize(1);
    assertThat(section("A: x\ry\n\n").malformed()).hasSize(1);
    assertThat(section("A: x\ty\n\n").malformed()).isEmpty();
  }

  @Test
  void doesNotPrintValues() {
    assertThat(section("Zivver-Access-Right: secret\n\n")).hasToString("[Zivver-Access-Right]");
  }
}
