package io.postern.config;

import io.postern.setting.Setting;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a text means as a value of a type, and what may stand there, in words. */
final class Meaning {

  /** The text is no value of the type. Carries what is allowed, never the text. */
  static final class NotAllowed extends Exception {
    private static final long serialVersionUID = 1L;

    NotAllowed(String allowed) {
      super(allowed);
    }

    String allowed() {
      return String.valueOf(getMessage());
    }
  }

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,12}) ?(ms|s|m|min|h|d)");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,18}) ?([kKMGT]i?)?B?");
  private static final Pattern LITERAL_V4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

  private final Path folder;

  /**
   * Relative paths are seen from here.
   *
   * @param folder the configuration file's
   */
  Meaning(Path folder) {
    this.folder = folder;
  }

  /** Reads one scalar. */
  Object of(String text, Class<?> type, Setting setting) throws NotAllowed {
    if (type == String.class) {
      return text;
    } else if (type == int.class || type == Integer.class) {
      return (int) number(text, setting, Math.min(setting.max(), highest(setting)));
    } else if (type == long.class || type == Long.class) {
      return number(text, setting, setting.max());
    } else if (type == OptionalInt.class) {
      return text.equals("off")
          ? OptionalInt.empty()
          : OptionalInt.of((int) number(text, setting, Math.min(setting.max(), highest(setting))));
    } else if (type == boolean.class || type == Boolean.class) {
      return truth(text, type, setting);
    } else if (type == Duration.class) {
      return duration(text, setting);
    } else if (type == Path.class) {
      return folder.resolve(text).normalize();
    } else if (type == InetAddress.class) {
      return address(text, type, setting);
    } else if (type == InetSocketAddress.class) {
      return socketAddress(text, type, setting);
    } else if (type == URI.class) {
      return attempt(type, setting, () -> URI.create(text));
    } else if (type == Locale.class) {
      return attempt(type, setting, () -> new Locale.Builder().setLanguageTag(text).build());
    } else if (type.isEnum()) {
      return constant(text, type, setting);
    }
    return byFactory(text, type, setting);
  }

  /** What may stand there. */
  static String allowed(Class<?> type, Setting setting) {
    if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
      return wholeNumber(setting);
    } else if (type == OptionalInt.class) {
      return wholeNumber(setting) + ", or off";
    } else if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    } else if (type == Duration.class) {
      String range = "";
      if (setting.min() > 0 || setting.max() != Long.MAX_VALUE) {
        range =
            " from %s to %s"
                .formatted(
                    Duration.ofMillis(setting.min()),
                    setting.max() == Long.MAX_VALUE ? "any" : Duration.ofMillis(setting.max()));
      }
      return "a duration such as 30s, 5m, 2h, 30d or PT5M" + range;
    } else if (type == Path.class) {
      return "a path";
    } else if (type == InetAddress.class) {
      return "an IP address such as 127.0.0.1 or ::1";
    } else if (type == InetSocketAddress.class) {
      return "an IP address and port such as 127.0.0.1:5353 or [::1]:5353";
    } else if (type == URI.class) {
      return "an address such as https://post.example.org";
    } else if (type == Locale.class) {
      return "a language tag such as nl or en";
    } else if (type.isEnum()) {
      return "one of "
          + Arrays.stream(type.getEnumConstants())
              .map(c -> spelled((Enum<?>) c))
              .collect(Collectors.joining(", "));
    }
    String name =
        type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    return type == String.class
        ? "a text"
        : ("aeio".indexOf(name.charAt(0)) >= 0 ? "an " : "a ")
            + name
            + (setting.example().isEmpty() ? "" : " such as " + setting.example());
  }

  private interface Attempt {
    Object make();
  }

  private static Object attempt(Class<?> type, Setting setting, Attempt attempt) throws NotAllowed {
    try {
      return attempt.make();
    } catch (RuntimeException bad) {
      throw new NotAllowed(allowed(type, setting));
    }
  }

  private static long number(String text, Setting setting, long max) throws NotAllowed {
    Matcher size = SIZE.matcher(text.replace("_", ""));
    if (size.matches()) {
      String multiple = size.group(2) == null ? "" : size.group(2);
      boolean counted = setting.unit().equals("octets");
      if (multiple.isEmpty() && !text.endsWith("B") || counted) {
        try {
          long value = Math.multiplyExact(Long.parseLong(size.group(1)), factor(multiple));
          if (value >= setting.min() && value <= max) {
            return value;
          }
        } catch (ArithmeticException tooLarge) {
          throw new NotAllowed(wholeNumber(setting));
        }
      }
    }
    throw new NotAllowed(wholeNumber(setting));
  }

  private static long factor(String multiple) {
    if (multiple.isEmpty()) {
      return 1;
    }
    int power = "KMGT".indexOf(Character.toUpperCase(multiple.charAt(0))) + 1;
    long base = multiple.endsWith("i") ? 1024 : 1000;
    long factor = 1;
    for (int i = 0; i < power; i++) {
      factor *= base;
    }
    return factor;
  }

  private static long highest(Setting setting) {
    return setting.unit().equals("port") ? 65_535 : Integer.MAX_VALUE;
  }

  private static String wholeNumber(Setting setting) {
    long max = Math.min(setting.max(), setting.unit().equals("port") ? 65_535 : Long.MAX_VALUE);
    String range =
        max == Long.MAX_VALUE
            ? ", at least " + setting.min()
            : " from " + setting.min() + " to " + max;
    return setting.unit().equals("octets")
        ? "a size such as 150MB or 64KiB" + range
        : "a whole number" + range;
  }

  private static Object truth(String text, Class<?> type, Setting setting) throws NotAllowed {
    return switch (text) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> throw new NotAllowed(allowed(type, setting));
    };
  }

  private static Duration duration(String text, Setting setting) throws NotAllowed {
    Matcher plain = DURATION.matcher(text);
    Duration duration;
    try {
      duration =
          plain.matches() ? plainDuration(plain) : Duration.parse(text.toUpperCase(Locale.ROOT));
      long millis = duration.toMillis();
      if (millis >= Math.max(0, setting.min()) && millis <= setting.max()) {
        return duration;
      }
    } catch (DateTimeParseException | ArithmeticException bad) {
      throw new NotAllowed(allowed(Duration.class, setting));
    }
    throw new NotAllowed(allowed(Duration.class, setting));
  }

  private static Duration plainDuration(Matcher plain) {
    long amount = Long.parseLong(plain.group(1));
    return switch (plain.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m", "min" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  /** Only literals: reading the configuration asks no name server. */
  private static InetAddress address(String text, Class<?> type, Setting setting)
      throws NotAllowed {
    String bare =
        text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    if (!LITERAL_V4.matcher(bare).matches() && bare.indexOf(':') < 0) {
      throw new NotAllowed(allowed(type, setting));
    }
    return (InetAddress) attempt(type, setting, () -> InetAddress.ofLiteral(bare));
  }

  private static InetSocketAddress socketAddress(String text, Class<?> type, Setting setting)
      throws NotAllowed {
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    boolean bracketed = text.startsWith("[") || text.indexOf(':') == colon;
    if (colon <= 0
        || !bracketed
        || !port.matches("[0-9]{1,5}")
        || Integer.parseInt(port) > 65_535) {
      throw new NotAllowed(allowed(type, setting));
    }
    return new InetSocketAddress(
        address(text.substring(0, colon), type, setting), Integer.parseInt(port));
  }

  private static Object constant(String text, Class<?> type, Setting setting) throws NotAllowed {
    return Arrays.stream(type.getEnumConstants())
        .filter(c -> spelled((Enum<?>) c).equalsIgnoreCase(text.replace('_', '-')))
        .findFirst()
        .orElseThrow(() -> new NotAllowed(allowed(type, setting)));
  }

  static String spelled(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Object byFactory(String text, Class<?> type, Setting setting) throws NotAllowed {
    for (String name : new String[] {"of", "parse"}) {
      try {
        Method factory = type.getMethod(name, String.class);
        if (Modifier.isStatic(factory.getModifiers())
            && type.isAssignableFrom(factory.getReturnType())) {
          return factory.invoke(null, text);
        }
      } catch (NoSuchMethodException next) {
        continue;
      } catch (InvocationTargetException refused) {
        // The factory's own words may repeat the text; what is allowed is said in ours.
        throw new NotAllowed(allowed(type, setting));
      } catch (IllegalAccessException notPublic) {
        throw new IllegalStateException(type + "." + name + " must be public", notPublic);
      }
    }
    throw new IllegalStateException(type + " cannot be read from a text");
  }
}
