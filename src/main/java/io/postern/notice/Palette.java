package io.postern.notice;

import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One organisation colour in, two safe themes out (VISUAL 8). The organisation picks any colour; we
 * keep its hue and move only its lightness, in OKLCH, until it is readable on every surface it is
 * printed on (WCAG 2.2 AA with a little to spare), and take chroma away only where sRGB has none
 * left. A value that is no colour gives Postern's own: nothing but {@code #RRGGBB} ever reaches a
 * style.
 *
 * @param light on white and on the light wall
 * @param dark on the dark surfaces
 */
public record Palette(Theme light, Theme dark) {

  /**
   * One theme, each as {@code #RRGGBB}.
   *
   * @param accent links and main buttons
   * @param strong the accent when pointed at; links on dark
   * @param onAccent the label on a button
   * @param soft a tint behind accent text
   * @param ring decoration only, nearest to the organisation's own colour
   */
  public record Theme(String accent, String strong, String onAccent, String soft, String ring) {}

  private static final Pattern COLOUR = Pattern.compile("#[0-9a-fA-F]{6}");
  private static final String OWN = "#0B5563";
  private static final double READABLE = 4.6;

  /** The palette of a brand's accent. */
  public static Palette of(@Nullable String accent) {
    String colour =
        accent != null && COLOUR.matcher(accent).matches() ? accent.toUpperCase(Locale.ROOT) : OWN;
    return new Palette(
        theme(colour, "#FFFFFF", "#E6EBEA", "#14232A", false),
        theme(colour, "#1A2529", "#0E1619", "#0B1417", true));
  }

  private static Theme theme(String colour, String surface, String wall, String ink, boolean dark) {
    double step = dark ? 0.01 : -0.01;
    String accent =
        until(colour, step, c -> contrast(c, surface) >= READABLE && contrast(c, wall) >= READABLE);
    Oklch tone = Oklch.of(accent);
    String soft =
        new Oklch(dark ? 0.285 : 0.955, Math.min(tone.chroma, dark ? 0.045 : 0.022), tone.hue)
            .hex();
    accent = until(accent, step, c -> contrast(c, soft) >= READABLE);
    tone = Oklch.of(accent);
    String onAccent = contrast("#FFFFFF", accent) >= 4.5 ? "#FFFFFF" : ink;
    String strong = tone.lighter(dark ? 0.06 : -0.07).hex();
    String ring = until(colour, step, c -> contrast(c, wall) >= 1.7);
    return new Theme(accent, strong, onAccent, soft, ring);
  }

  private static String until(String colour, double step, Predicate<String> good) {
    Oklch tone = Oklch.of(colour);
    String now = colour;
    while (!good.test(now) && tone.lightness >= 0 && tone.lightness <= 1) {
      tone = tone.lighter(step);
      now = tone.hex();
    }
    return now;
  }

  /** Contrast ratio of two colours (WCAG 2.2). */
  static double contrast(String one, String other) {
    double a = luminance(one);
    double b = luminance(other);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  private static double luminance(String colour) {
    return 0.2126 * linear(colour, 1) + 0.7152 * linear(colour, 3) + 0.0722 * linear(colour, 5);
  }

  private static double linear(String colour, int at) {
    double x = Integer.parseInt(colour, at, at + 2, 16) / 255.0;
    return x <= 0.04045 ? x / 12.92 : Math.pow((x + 0.055) / 1.055, 2.4);
  }

  /** A colour as the eye orders them: Björn Ottosson's OKLab in polar form. */
  private record Oklch(double lightness, double chroma, double hue) {

    static Oklch of(String colour) {
      double r = linear(colour, 1);
      double g = linear(colour, 3);
      double b = linear(colour, 5);
      double l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
      double m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
      double s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
      double lightness = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s;
      double a = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s;
      double bb = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s;
      return new Oklch(lightness, Math.hypot(a, bb), Math.atan2(bb, a));
    }

    Oklch lighter(double step) {
      return new Oklch(lightness + step, chroma, hue);
    }

    /** The nearest colour sRGB has: chroma goes first. */
    String hex() {
      double c = chroma;
      double[] rgb = {0, 0, 0};
      for (int i = 0; i < 200; i++) {
        rgb = linearRgb(c);
        boolean inside = true;
        for (double x : rgb) {
          inside &= x >= -0.0005 && x <= 1.0005;
        }
        if (inside) {
          break;
        }
        c *= 0.97;
      }
      StringBuilder hex = new StringBuilder("#");
      for (double x : rgb) {
        double clipped = Math.max(0, Math.min(1, x));
        double gamma =
            clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * Math.pow(clipped, 1 / 2.4) - 0.055;
        hex.append(
            String.format(
                Locale.ROOT, "%02X", (int) Math.rint(255 * Math.max(0, Math.min(1, gamma)))));
      }
      return hex.toString();
    }

    private double[] linearRgb(double c) {
      double a = c * Math.cos(hue);
      double b = c * Math.sin(hue);
      double l = Math.pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
      double m = Math.pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
      double s = Math.pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
      return new double[] {
        4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
        -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
        -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s
      };
    }
  }
}
