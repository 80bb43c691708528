package io.postern.transport.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.smtp.Domain;
import io.postern.transport.mtasts.StsPolicy.Mode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 8461 section 3.2: texts and what they say. */
class StsPolicyTextTest {

  @Test
  void theExampleOfTheRfc() {
    StsPolicy policy =
        policy(
            "version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: *.example.net\r\n"
                + "mx: backupmx.example.com\r\nmax_age: 604800\r\n");
    assertThat(policy.mode()).isEqualTo(Mode.ENFORCE);
    assertThat(policy.mx())
        .isEqualTo(List.of("mail.example.com", "*.example.net", "backupmx.example.com"));
    assertThat(policy.maxAge()).isEqualTo(Duration.ofDays(7));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      nullValues = "-",
      textBlock =
          """
          version: STSv1~mode: testing~mx: a.example~max_age: 1            | TESTING | LF, and no end
          version:STSv1~mode:enforce~mx:a.example~max_age:1~               | ENFORCE | no space after the colon
          version: STSv1  ~mode: enforce  ~mx: a.example ~max_age: 1       | ENFORCE | space at the end
          mode: enforce~max_age: 1~mx: a.example~version: STSv1            | ENFORCE | any order
          version: STSv1~mode: none~max_age: 86400                         | NONE    | none needs no mx
          version: STSv1~mode: enforce~mx: A.Example~max_age: 1            | ENFORCE | names in any case
          version: STSv1~mode: enforce~mode: none~mx: a.example~max_age: 1 | ENFORCE | the first of two counts
          version: STSv1~mode: enforce~mx: a.example~max_age: 1~x.y-z: ä   | ENFORCE | unknown fields are ignored
          version: STSv1~mode: enforce~mx: a.example~max_age: 1~~~         | ENFORCE | empty lines at the end
          version: STSv1~mode: enforce~mx: a.example~max_age: 9999999999   | ENFORCE | a year at most, whatever it says
          version: STSv2~mode: enforce~mx: a.example~max_age: 1            | -       | another version
          version: stsv1~mode: enforce~mx: a.example~max_age: 1            | -       | case counts
          Version: STSv1~mode: enforce~mx: a.example~max_age: 1            | -       | in names too
          version: STSv1~mode: Enforce~mx: a.example~max_age: 1            | -       | and in modes
          version: STSv1~mode: strict~mx: a.example~max_age: 1             | -       | no such mode
          version: STSv1~mode: enforce~max_age: 1                          | -       | no host
          version: STSv1~mode: enforce~mx: a.example                       | -       | no age
          version: STSv1~mode: enforce~mx: a.example~max_age: -1           | -       | no number
          version: STSv1~mode: enforce~mx: a.example~max_age: 12345678901  | -       | more digits than ten
          version: STSv1~mode: enforce~mx: a.example~max_age: 1 2          | -       | two numbers
          mode: enforce~mx: a.example~max_age: 1                           | -       | no version
          version: STSv1~mode: enforce~mx: .example~max_age: 1             | -       | no host name
          version: STSv1~mode: enforce~mx: *~max_age: 1                    | -       | everybody
          version: STSv1~mode: enforce~mx: a.*.example~max_age: 1          | -       | a wildcard inside
          version: STSv1~mode: enforce~mx: *a.example~max_age: 1           | -       | part of a label
          version: STSv1~~mode: enforce~mx: a.example~max_age: 1           | -       | an empty line inside
          version: STSv1~<html>~mode: enforce~mx: a.example~max_age: 1     | -       | something else
          version: STSv1~mode:~mx: a.example~max_age: 1                    | -       | no value
          ''                                                               | -       | nothing
          """)
  void aTextIsAPolicyOrNone(String text, String mode, String why) {
    StsPolicyText.Read read = StsPolicyText.of(text.replace('~', '\n'));
    assertThat(read instanceof StsPolicyText.Valid(StsPolicy p) ? p.mode().name() : null)
        .as(why)
        .isEqualTo(mode);
  }

  @Test
  void noAgeIsMoreThanAYear() {
    assertThat(policy("version: STSv1\nmode: none\nmax_age: 9999999999").maxAge())
        .isEqualTo(Duration.ofSeconds(31_557_600));
  }

  @Test
  void whatIsNotUtf8IsNone() {
    byte[] octets =
        "version: STSv1\nmode: none\nmax_age: 1\nx: \u00e4".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(StsPolicyText.of(octets)).isInstanceOf(StsPolicyText.Invalid.class);
  }

  @ParameterizedTest(name = "{0} names {1}: {2}")
  @CsvSource({
    "mx.example.com,mx.example.com,true",
    "mx.example.com,mx2.example.com,false",
    "*.example.com,mx.example.com,true",
    "*.example.com,a.mx.example.com,false",
    "*.example.com,example.com,false",
    "*.example.com,mxexample.com,false",
    "xn--bcher-kva.example,bücher.example,true"
  })
  void aPatternNamesAHost(String pattern, String host, boolean names) {
    StsPolicy policy = policy("version: STSv1\nmode: enforce\nmax_age: 1\nmx: " + pattern);
    assertThat(policy.names(Domain.of(host))).isEqualTo(names);
  }

  private static StsPolicy policy(String text) {
    return switch (StsPolicyText.of(text.getBytes(StandardCharsets.UTF_8))) {
      case StsPolicyText.Valid(StsPolicy policy) -> policy;
      case StsPolicyText.Invalid(String why) -> throw new AssertionError(why);
    };
  }
}
