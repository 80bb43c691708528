package io.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DomainTest {

  @ParameterizedTest(name = "{0} is {1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Clinic.EXAMPLE        | clinic.example            | lower case
          clinic.example.       | clinic.example            | root
          bücher.example        | xn--bcher-kva.example     | U-label
          xn--bcher-kva.example | xn--bcher-kva.example     | A-label
          BÜCHER.example        | xn--bcher-kva.example     | U-label in capitals
          xn--strae-oqa.example | xn--strae-oqa.example     | sharp s as A-label
          例え。テスト            | xn--r8jz45g.xn--zckzah    | the ideographic full stop separates labels
          _dmarc.clinic.example | _dmarc.clinic.example     | names with underscores are looked up
          1und1.example         | 1und1.example             | a label may begin with a digit
          """)
  void takes(String text, String ascii, String why) {
    assertThat(Domain.of(text).ascii()).as(why).isEqualTo(ascii);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``               | empty
          .                | only the root
          .example         | empty first label
          a..example       | empty label
          a.example..      | two dots at the end
          -a.example       | hyphen first
          a-.example       | hyphen last
          a b.example      | space
          a@b.example      | at sign
          a＠b.example     | a wide at sign becomes a real one
          a℀b.example      | a sign that becomes a slash
          192.0.2.1        | an address
          [192.0.2.1]      | a literal
          a:25             | a port
          faß.example      | sharp s
          """)
  void refuses(String text, String why) {
    assertThatThrownBy(() -> Domain.of(text)).as(why).isInstanceOf(BadAddress.class);
  }

  @Test
  void boundsLabelAndName() {
    assertThat(Domain.of("a".repeat(63) + ".example").ascii()).hasSize(71);
    assertThatThrownBy(() -> Domain.of("a".repeat(64) + ".example")).isInstanceOf(BadAddress.class);
    assertThatThrownBy(() -> Domain.of("a.".repeat(127) + "example"))
        .isInstanceOf(BadAddress.class);
  }

  @Test
  void showsPeopleTheirLetters() {
    assertThat(Domain.of("xn--bcher-kva.example").unicode()).isEqualTo("bücher.example");
  }
}
