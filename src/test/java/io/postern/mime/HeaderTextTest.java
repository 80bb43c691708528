package io.postern.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      ignoreLeadingAndTrailingWhitespace = false,
      textBlock =
          """
          plain text|plain text
          =?utf-8?Q?caf=C3=A9?=|café
          =?UTF-8?b?Y2Fmw6k=?=|café
          =?iso-8859-1?Q?caf=E9_au_lait?= now|café au lait now
          =?utf-8*en?Q?a?=|a
          (=?ISO-8859-1?Q?a?=)|(a)
          (=?ISO-8859-1?Q?a?= b)|(a b)
          (=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=)|(ab)
          (=?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?=)|(ab)
          (=?ISO-8859-1?Q?a_?= =?ISO-8859-2?Q?b?=)|(a b)
          =?utf-8?B?4g==?= =?utf-8?B?gqw=?=|€
          =?windows-1252?Q?=80?=|€
          =?utf-8?Q?a?b?=|a?b
          =?utf-8?X?abc?=|=?utf-8?X?abc?=
          =?no-such?Q?abc?=|=?no-such?Q?abc?=
          =?utf-8?Q?abc|=?utf-8?Q?abc
          =?utf-8?Q?=4?=|=4
          =?|=?
          =?utf-8?Q??= x| x
          a =?utf-8?Q?b?= =?no?Q?c?=|a b =?no?Q?c?=
          =?gb2312?B?xOO6ww==?=|你好
          =?iso-2022-jp?B?GyRCJUYlOSVIGyhC?=|テスト
          """)
  void decodes(String value, String text) {
    assertThat(HeaderText.decode(value)).isEqualTo(text);
  }

  @Test
  void whatIsDecodedIsOneLineAndShowsWhatItSays() {
    assertThat(HeaderText.decode("=?utf-8?B?YQ0KQmNjOiB4?=")).isEqualTo("a  Bcc: x");
    assertThat(HeaderText.decode("a\u202eb\u0000c")).isEqualTo("a b c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"plain", "Grüße aus Köln", "日本語のとても長い件名です", "a =?utf-8?Q?b?= c", "😀", ""})
  void encodesWhatDecodesToTheSame(String text) {
    String longer = text.repeat(12);
    String encoded = HeaderText.encode(longer);
    assertThat(encoded).matches("[ -~]*");
    assertThat(HeaderText.decode(encoded)).isEqualTo(longer);
    HeaderField field = HeaderField.of("Subject", encoded);
    assertThat(HeaderText.decode(field.unfolded())).isEqualTo(longer);
    if (!encoded.equals(longer)) {
      assertThat(encoded.split(" ")).allMatch(word -> word.length() <= 75);
    }
  }

  @Test
  void encodesAWordNoLineCanHold() {
    String word = "x".repeat(5000);
    assertThat(HeaderText.decode(HeaderField.of("Subject", HeaderText.encode(word)).unfolded()))
        .isEqualTo(word);
  }

  @Test
  void refusesLineEnds() {
    assertThatThrownBy(() -> HeaderText.encode("é\r\nBcc: x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void hostileValuesTakeNoLongTime() {
    Assertions.assertTimeout(
        Duration.ofSeconds(5),
        () -> {
          HeaderText.decode("=?utf-8?Q?".repeat(26_000));
          HeaderText.decode("=?".repeat(130_000));
          HeaderText.decode("=?utf-8?Q?a?= ".repeat(20_000));
        });
  }
}
