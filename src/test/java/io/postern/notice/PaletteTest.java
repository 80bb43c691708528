package io.postern.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.notice.Palette.Theme;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaletteTest {

  /** What the design's own script makes of these colours. */
  @ParameterizedTest
  @CsvSource({
    "#7A2E6E, #7A2E6E, #7A2E6E, #FFFFFF, #C875B7, #0B1417, #DC87CA",
    "#0b5563, #0B5563, #0B5563, #FFFFFF, #5F9FAE, #0B1417, #72B2C1",
    "#F4B740, #E7AA2F, #876004, #FFFFFF, #F4B740, #0B1417, #FECE7A",
    "#FFFFFF, #B4B4B4, #666666, #FFFFFF, #FFFFFF, #0B1417, #FFFFFF",
    "#000000, #000000, #000000, #FFFFFF, #929292, #0B1417, #A4A4A4",
    "#00FF00, #04D103, #087807, #FFFFFF, #00FF00, #0B1417, #B0FEA9",
    "#E4002B, #E4002B, #CE0C28, #FFFFFF, #FD5E5D, #0B1417, #FE857F",
    "#808080, #808080, #666666, #FFFFFF, #929292, #0B1417, #A4A4A4",
  })
  void makesOfOneColourWhatTheDesignMakesOfIt(
      String brand,
      String ring,
      String accent,
      String on,
      String dark,
      String onDark,
      String link) {
    Palette palette = Palette.of(brand);
    assertThat(palette.light().ring()).isEqualTo(ring);
    assertThat(palette.light().accent()).isEqualTo(accent);
    assertThat(palette.light().onAccent()).isEqualTo(on);
    assertThat(palette.dark().accent()).isEqualTo(dark);
    assertThat(palette.dark().onAccent()).isEqualTo(onDark);
    assertThat(palette.dark().strong()).isEqualTo(link);
  }

  @Test
  void everyColourCanBeReadOnEverySurface() {
    Random random = new Random(7);
    for (int i = 0; i < 1500; i++) {
      String brand = String.format(Locale.ROOT, "#%06x", random.nextInt(1 << 24));
      Theme light = Palette.of(brand).light();
      assertThat(Palette.contrast(light.accent(), "#FFFFFF")).as(brand).isGreaterThan(4.5);
      assertThat(Palette.contrast(light.accent(), light.onAccent())).as(brand).isGreaterThan(4.5);
      assertThat(Palette.contrast(light.accent(), "#E6EBEA")).as(brand).isGreaterThan(4.5);
      assertThat(Palette.contrast(light.accent(), light.soft())).as(brand).isGreaterThan(4.5);
      assertThat(Palette.contrast(light.ring(), "#E6EBEA")).as(brand).isGreaterThan(1.69);
      Theme dark = Palette.of(brand).dark();
      assertThat(Palette.contrast(dark.accent(), "#0E1619")).as(brand).isGreaterThan(4.5);
      assertThat(Palette.contrast(dark.accent(), dark.soft())).as(brand).isGreaterThan(4.5);
      assertThat(Palette.contrast(dark.ring(), "#0E1619")).as(brand).isGreaterThan(1.69);
      assertThat(Palette.contrast(dark.strong(), "#1A2529")).as(brand).isGreaterThan(4.5);
      assertThat(Palette.contrast(dark.accent(), dark.onAccent())).as(brand).isGreaterThan(4.5);
    }
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {"red", "#fff", "#7A2E6E;}", "url(https://tracker.example)", "#7A2E6G", ""})
  void whatIsNoColourGetsPosternsOwn(String brand) {
    assertThat(Palette.of(brand)).isEqualTo(Palette.of("#0B5563"));
  }
}
