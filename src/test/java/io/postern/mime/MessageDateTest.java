package io.postern.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageDateTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Fri, 21 Nov 1997 09:55:06 -0600 | 1997-11-21T15:55:06Z
          21 Nov 97 09:55:06 GMT | 1997-11-21T09:55:06Z
          Mon, 23 Nov 2026 14:50 +0100 (CET) | 2026-11-23T13:50:00Z
          Fri, 21 Nov 1997 09(comment):   55  :  06 -0600 | 1997-11-21T15:55:06Z
          Thu, 13 Feb 1969 23:32 -0330 | 1969-02-14T03:02:00Z
          1 jan 05 1:02:03 EST | 2005-01-01T06:02:03Z
          Sat, 31 Dec 2016 23:59:60 +0000 | 2016-12-31T23:59:59Z
          Mon, 23 Nov 2026 14:50:00 +00:00 | 2026-11-23T14:50:00Z
          Mon, 23 Nov 2026 14:50:00 XYZ | 2026-11-23T14:50:00Z
          """)
  void reads(String value, Instant at) {
    assertThat(MessageDate.parse(value)).contains(at);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "31 Feb 2026 10:00:00 +0000",
        "1 Foo 2026 10:00",
        "1 Jan 2026 25:00"
      })
  void isEmptyForWhatIsNoDate(String value) {
    assertThat(MessageDate.parse(value)).isEmpty();
  }

  @Test
  void writesWhatItReads() {
    Instant at = Instant.parse("2026-11-03T04:05:06Z");
    assertThat(MessageDate.format(at)).isEqualTo("Tue, 3 Nov 2026 04:05:06 +0000");
    assertThat(MessageDate.parse(MessageDate.format(at))).contains(at);
  }
}
