package io.postern.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
  private static final byte[] SEED = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

  /** RFC 6238 appendix B, the SHA-1 column. */
  @ParameterizedTest
  @CsvSource({
    "59,94287082",
    "1111111109,07081804",
    "1111111111,14050471",
    "1234567890,89005924",
    "2000000000,69279037",
    "20000000000,65353130"
  })
  void makesTheCodesOfTheStandard(long time, String code) {
    assertThat(Totp.code(SEED, time / 30, 8)).isEqualTo(code);
    assertThat(Totp.codeAt(SEED, Instant.ofEpochSecond(time))).isEqualTo(code.substring(2));
  }

  @Test
  void takesTheCodeOfNowAndOneStepEachWay() {
    Instant now = Instant.ofEpochSecond(1_111_111_109);
    long step = 1_111_111_109L / 30;
    for (long drift = -3; drift <= 3; drift++) {
      String code = Totp.codeAt(SEED, now.plusSeconds(30 * drift));
      assertThat(Totp.step(SEED, code, now))
          .isEqualTo(Math.abs(drift) <= 1 ? OptionalLong.of(step + drift) : OptionalLong.empty());
    }
  }

  @Test
  void readsWhatPeopleType() {
    Instant now = Instant.ofEpochSecond(59);
    assertThat(Totp.step(SEED, " 287 082 ", now)).hasValue(1);
    assertThat(Totp.step(SEED, "287-082", now)).hasValue(1);
    for (String bad : new String[] {"", "28708", "2870822", "28708a", "٢٨٧٠٨٢"}) {
      assertThat(Totp.step(SEED, bad, now)).as(bad).isEmpty();
    }
  }

  /** RFC 4648 section 10, and the seed most apps show in their manuals. */
  @ParameterizedTest
  @CsvSource({
    "f,MY",
    "fo,MZXQ",
    "foo,MZXW6",
    "foob,MZXW6YQ",
    "fooba,MZXW6YTB",
    "foobar,MZXW6YTBOI"
  })
  void writesBase32(String text, String base32) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    assertThat(Totp.base32(bytes)).isEqualTo(base32);
    assertThat(Totp.seedOf(base32)).isEqualTo(bytes);
    assertThat(Totp.seedOf(base32.toLowerCase(java.util.Locale.ROOT) + " =")).isEqualTo(bytes);
  }

  @Test
  void refusesWhatIsNotBase32() {
    assertThatThrownBy(() -> Totp.seedOf("MZXW1")).isInstanceOf(IllegalArgumentException.class);
  }
}
