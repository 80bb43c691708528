package io.postern.portal;

import io.postern.notice.Palette;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The stylesheet of an organisation's one colour, as {@link Palette} makes two safe themes of it.
 *
 * <p>It is a pure function of the colour, so its address holds the colour and nothing is looked up:
 * {@code /o/7a2e6e/brand.css} can be kept for ever and tells nothing about who is a customer here.
 */
final class BrandColours {
  private BrandColours() {}

  private static final Pattern HEX = Pattern.compile("#[0-9a-fA-F]{6}");

  /** Where the stylesheet of a colour is served; null when there is no colour or none we read. */
  static @Nullable String path(@Nullable String accent) {
    return accent != null && HEX.matcher(accent).matches()
        ? "/o/" + accent.substring(1).toLowerCase(Locale.ROOT) + "/brand.css"
        : null;
  }

  /**
   * The stylesheet for a colour.
   *
   * @throws IllegalArgumentException when it is not {@code #rrggbb}
   */
  static String stylesheet(String colour) {
    if (!HEX.matcher(colour).matches()) {
      throw new IllegalArgumentException("a colour is #rrggbb");
    }
    Palette palette = Palette.of(colour);
    String dark = declarations(palette.dark());
    return """
    :root { %s }
    @media (prefers-color-scheme: dark) { :root:not([data-theme=light]) { %s } }
    :root[data-theme=dark] { %s }
    """
        .formatted(declarations(palette.light()), dark, dark);
  }

  private static String declarations(Palette.Theme theme) {
    return "--accent: %s; --accent-strong: %s; --on-accent: %s; --accent-soft: %s; --ring: %s;"
        .formatted(theme.accent(), theme.strong(), theme.onAccent(), theme.soft(), theme.ring());
  }
}
