package io.postern.portal;

import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One organisation colour in, two safe themes out.
 *
 * <p>The organisation picks any colour. Its hue is kept; only its lightness moves, in OKLCH, until
 * it is readable (WCAG 2.2 AA with a little to spare) on every surface we print it on, and chroma
 * is taken away only where sRGB has none left. State colours are never branded: a red brand must
 * not look like an error.
 *
 * <p>The stylesheet is a pure function of the colour, so its address holds the colour and nothing
 * is looked up: {@code /o/7a2e6e/brand.css} can be kept for ever and tells nothing about who is a
 * customer here.
 */
public final class BrandColours {
  private BrandColours() {}

  private static final Pattern HEX = Pattern.compile("#[0-9a-fA-F]{6}");
  static final double WANTED = 4.6;

  /** The surfaces a theme prints on. */
  enum Theme {
    LIGHT("#FFFFFF", "#E6EBEA", "#14232A"),
    DARK("#1A2529", "#0E1619", "#0B1417");

    final String surface;
    final String wall;
    final String ink;

    Theme(String surface, String wall, String ink) {
      this.surface = surface;
      this.wall = wall;
      this.ink = ink;
    }
  }

  /** What a theme is made of, each {@code #RRGGBB}. */
  record Palette(String accent, String strong, String onAccent, String soft, String ring) {
    String declarations() {
      return "--accent: %s; --accent-strong: %s; --on-accent: %s; --accent-soft: %s; --ring: %s;"
          .formatted(accent, strong, onAccent, soft, ring);
    }
  }

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
  public static String stylesheet(String colour) {
    if (!HEX.matcher(colour).matches()) {
      throw new IllegalArgumentException("a colour is #rrggbb");
    }
    String light = palette(colour, Theme.LIGHT).declarations();
    String dark = palette(colour, Theme.DARK).declarations();
    return """
    :root { %s }
    @media (prefers-color-scheme: dark) { :root:not([data-theme=light]) { %s } }
    :root[data-theme=dark] { %s }
    """
        .formatted(light, dark, dark);
  }

  /** The accent alone, for what is no web page: a mail's button on white. */
  public static String onWhite(String colour) {
    return palette(colour, Theme.LIGHT).accent();
  }

  static Palette palette(String colour, Theme theme) {
    boolean dark = theme == Theme.DARK;
    double step = dark ? .01 : -.01;
    String accent =
        until(
            colour,
            step,
            c -> contrast(c, theme.surface) >= WANTED && contrast(c, theme.wall) >= WANTED);
    Lch lch = Lch.of(accent);
    String soft = srgb(dark ? .285 : .955, Math.min(lch.c, dark ? .045 : .022), lch.h);
    accent = until(accent, step, c -> contrast(c, soft) >= WANTED);
    lch = Lch.of(accent);
    String on = contrast("#FFFFFF", accent) >= 4.5 ? "#FFFFFF" : theme.ink;
    // Decoration only, but it must be seen.
    String ring = until(colour, step, c -> contrast(c, theme.wall) >= 1.7);
    return new Palette(accent, srgb(lch.l + (dark ? .06 : -.07), lch.c, lch.h), on, soft, ring);
  }

  private static String until(String colour, double step, Predicate<String> enough) {
    Lch lch = Lch.of(colour);
    double l = lch.l;
    String c = colour.toUpperCase(Locale.ROOT);
    while (!enough.test(c) && l >= 0 && l <= 1) {
      l += step;
      c = srgb(l, lch.c, lch.h);
    }
    return c;
  }

  /** WCAG 2 contrast ratio of two colours, 1 to 21. */
  static double contrast(String a, String b) {
    double x = luminance(a);
    double y = luminance(b);
    return (Math.max(x, y) + .05) / (Math.min(x, y) + .05);
  }

  private static double luminance(String hex) {
    return .2126 * linear(hex, 1) + .7152 * linear(hex, 3) + .0722 * linear(hex, 5);
  }

  private static double linear(String hex, int at) {
    double x = Integer.parseInt(hex, at, at + 2, 16) / 255.0;
    return x <= .04045 ? x / 12.92 : Math.pow((x + .055) / 1.055, 2.4);
  }

  private static double gamma(double x) {
    return x <= .0031308 ? 12.92 * x : 1.055 * Math.pow(x, 1 / 2.4) - .055;
  }

  /** Lightness, chroma and hue (radians) in OKLab's polar form. */
  private record Lch(double l, double c, double h) {
    static Lch of(String hex) {
      double r = linear(hex, 1);
      double g = linear(hex, 3);
      double b = linear(hex, 5);
      double l = Math.cbrt(.4122214708 * r + .5363325363 * g + .0514459929 * b);
      double m = Math.cbrt(.2119034982 * r + .6806995451 * g + .1073969566 * b);
      double s = Math.cbrt(.0883024619 * r + .2817188376 * g + .6299787005 * b);
      double x = 1.9779984951 * l - 2.4285922050 * m + .4505937099 * s;
      double y = .0259040371 * l + .7827717662 * m - .8086757660 * s;
      return new Lch(
          .2104542553 * l + .7936177850 * m - .0040720468 * s, Math.hypot(x, y), Math.atan2(y, x));
    }
  }

  /** The colour, with as little chroma taken away as brings it into sRGB. */
  private static String srgb(double lightness, double chroma, double hue) {
    double c = chroma;
    for (int i = 0; i < 200; i++, c *= .97) {
      double[] rgb = linearRgb(lightness, c, hue);
      if (rgb[0] >= -.0005
          && rgb[0] <= 1.0005
          && rgb[1] >= -.0005
          && rgb[1] <= 1.0005
          && rgb[2] >= -.0005
          && rgb[2] <= 1.0005) {
        return hex(rgb);
      }
    }
    return hex(linearRgb(lightness, c, hue));
  }

  private static double[] linearRgb(double lightness, double c, double hue) {
    double a = c * Math.cos(hue);
    double b = c * Math.sin(hue);
    double l = Math.pow(lightness + .3963377774 * a + .2158037573 * b, 3);
    double m = Math.pow(lightness - .1055613458 * a - .0638541728 * b, 3);
    double s = Math.pow(lightness - .0894841775 * a - 1.2914855480 * b, 3);
    return new double[] {
      4.0767416621 * l - 3.3077115913 * m + .2309699292 * s,
      -1.2684380046 * l + 2.6097574011 * m - .3413193965 * s,
      -.0041960863 * l - .7034186147 * m + 1.7076147010 * s
    };
  }

  private static String hex(double[] linear) {
    StringBuilder hex = new StringBuilder("#");
    for (double x : linear) {
      double value = gamma(Math.clamp(x, 0, 1));
      hex.append("%02X".formatted(Math.round(255 * Math.clamp(value, 0, 1))));
    }
    return hex.toString();
  }
}
