package io.postern.portal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrandColoursTest {

  @Test
  void writesTheReferenceThemeOfStAnna() {
    assertThat(BrandColours.stylesheet("#7A2E6E"))
        .contains(
            "--accent: #7A2E6E; --accent-strong: #64195A; --on-accent: #FFFFFF;"
                + " --accent-soft: #FAEBF6; --ring: #7A2E6E;")
        .contains(
            "--accent: #C875B7; --accent-strong: #DC87CA; --on-accent: #0B1417;"
                + " --accent-soft: #382133; --ring: #7A2E6E;");
  }

  @ParameterizedTest
  @CsvSource({"#FFFFFF", "#000000", "#FFFF00", "#808080", "#FF0000"})
  void hardColoursEndToo(String colour) {
    assertThat(BrandColours.stylesheet(colour)).contains("--accent: #").doesNotContain("null");
  }

  @Test
  void onlyAColourBecomesAnAddress() {
    assertThat(BrandColours.path("#7A2E6E")).isEqualTo("/o/7a2e6e/brand.css");
    assertThat(BrandColours.path(null)).isNull();
    assertThat(BrandColours.path("red;}body{display:none")).isNull();
  }
}
