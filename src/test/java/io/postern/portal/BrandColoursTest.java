package io.postern.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.postern.portal.BrandColours.Palette;
import io.postern.portal.BrandColours.Theme;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BrandColoursTest {

  @Test
  void givesTheReferenceThemeOfStAnna() {
    assertThat(BrandColours.palette("#7A2E6E", Theme.LIGHT))
        .isEqualTo(new Palette("#7A2E6E", "#64195A", "#FFFFFF", "#FAEBF6", "#7A2E6E"));
    assertThat(BrandColours.palette("#7A2E6E", Theme.DARK))
        .isEqualTo(new Palette("#C875B7", "#DC87CA", "#0B1417", "#382133", "#7A2E6E"));
  }

  @ParameterizedTest
  @EnumSource(Theme.class)
  void everyColourIsReadableOnEverySurface(Theme theme) {
    Random colours = new Random(7);
    for (int i = 0; i < 1500; i++) {
      String colour = "#%06X".formatted(colours.nextInt(0x1000000));
      Palette palette = BrandColours.palette(colour, theme);
      assertThat(BrandColours.contrast(palette.accent(), theme.surface))
          .as("%s on surface", colour)
          .isGreaterThanOrEqualTo(4.5);
      assertThat(BrandColours.contrast(palette.accent(), theme.wall))
          .as("%s on wall", colour)
          .isGreaterThanOrEqualTo(4.5);
      assertThat(BrandColours.contrast(palette.accent(), palette.soft()))
          .as("%s on soft", colour)
          .isGreaterThanOrEqualTo(4.5);
      assertThat(BrandColours.contrast(palette.onAccent(), palette.accent()))
          .as("label on %s", colour)
          .isGreaterThanOrEqualTo(4.5);
      assertThat(BrandColours.contrast(palette.ring(), theme.wall))
          .as("ring of %s", colour)
          .isGreaterThanOrEqualTo(1.7);
    }
  }

  @ParameterizedTest
  @CsvSource({"#FFFFFF", "#000000", "#FFFF00", "#808080", "#FF0000"})
  void hardColoursEndToo(String colour) {
    assertThat(BrandColours.stylesheet(colour)).contains("--accent: #").doesNotContain("null");
  }

  @Test
  void contrastIsThatOfWcag() {
    assertThat(BrandColours.contrast("#FFFFFF", "#000000")).isCloseTo(21, within(.001));
    assertThat(BrandColours.contrast("#777777", "#FFFFFF")).isCloseTo(4.48, within(.01));
  }

  @Test
  void onlyAColourBecomesAnAddress() {
    assertThat(BrandColours.path("#7A2E6E")).isEqualTo("/o/7a2e6e/brand.css");
    assertThat(BrandColours.path(null)).isNull();
    assertThat(BrandColours.path("red;}body{display:none")).isNull();
  }
}
