package io.postern.portal;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteRangeTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      value = {
        "-                 | whole",
        "bytes=0-0         | 0-0",
        "bytes=0-          | 0-999",
        "bytes=500-        | 500-999",
        "bytes=10-19       | 10-19",
        "bytes=990-5000    | 990-999",
        "bytes=-1          | 999-999",
        "bytes=-5000       | 0-999",
        "bytes=-0          | outside",
        "bytes=1000-       | outside",
        "bytes=1000-2000   | outside",
        "bytes=20-10       | whole",
        "bytes=0-1,5-6     | whole",
        "bytes=-           | whole",
        "bytes=a-b         | whole",
        "lines=1-2         | whole",
        "bytes=99999999999999999999- | whole",
      })
  void readsOneRange(@Nullable String header, String expected) {
    assertThat(shown(ByteRange.of(header, null, "\"e\"", 1000))).isEqualTo(expected.strip());
  }

  @ParameterizedTest
  @CsvSource({"'\"e\"',1-2", "'\"f\"',whole", "'Mon, 23 Nov 2026 10:00:00 GMT',whole"})
  void anotherVersionIsSentWhole(String ifRange, String expected) {
    assertThat(shown(ByteRange.of("bytes=1-2", ifRange, "\"e\"", 1000))).isEqualTo(expected);
  }

  private static String shown(ByteRange range) {
    return switch (range) {
      case ByteRange.Whole() -> "whole";
      case ByteRange.Outside() -> "outside";
      case ByteRange.Piece(long first, long last) -> first + "-" + last;
    };
  }
}
