package io.postern.returnpath;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a local part of ours says, once its MAC was found to hold. Letters and digits of base 32
 * only, any case: servers on the way may change it.
 *
 * @param until from then on nothing is taken by it; whole hours
 */
public record BounceToken(Names names, Instant until) {

  /** What the address was made for. */
  public sealed interface Names {

    /** The random outside id. */
    String id();

    /** The mails about one copy: its notification and codes, or its content. */
    record Copy(String id) implements Names {}

    /** A transaction that carried several copies of a message; its report names the recipient. */
    record Message(String id) implements Names {}

    /** Where an ordinary answer to a copy's notification goes (SPEC 8.10): nothing is taken. */
    record Answer(String id) implements Names {}
  }

  private static final String ANSWER = "answer+";
  private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int HOUR_DIGITS = 4;
  private static final int ID_DIGITS = 20;
  private static final int MARK_DIGITS = 20;
  private static final long SECONDS = 3600;

  /** Kind, hour, id, MAC: 45 characters; with the prefix 52 of the 64 there may be. */
  private static final Pattern FORM =
      Pattern.compile("(answer\\+)?([cma])([0-9a-z]{4})([0-9a-z]{20})([0-9a-z]{20})");

  /** Makes the MAC of a text: 100 bits of it are used. */
  @FunctionalInterface
  interface Marker {
    byte[] mark(String text);
  }

  /**
   * The local part.
   *
   * @param host its right side, which the MAC covers
   */
  static String write(Names names, Instant until, String host, Marker marker) {
    if (names.id().length() != ID_DIGITS) {
      throw new IllegalArgumentException("not an outside id");
    }
    String body = kind(names) + digits(hour(until), HOUR_DIGITS) + names.id();
    return prefix(names) + body + mark(body, host, marker);
  }

  /** Reads a local part in any case; empty unless its MAC holds. Says nothing about the time. */
  static Optional<BounceToken> read(String local, String host, Marker marker) {
    var found = FORM.matcher(local.toLowerCase(Locale.ROOT));
    if (!found.matches()) {
      return Optional.empty();
    }
    String body = found.group(2) + found.group(3) + found.group(4);
    Optional<Names> names = names(found.group(2).charAt(0), found.group(4));
    boolean holds =
        names.isPresent()
            && (found.group(1) != null) == names.get() instanceof Names.Answer
            && sameInAnyTime(mark(body, host, marker), found.group(5));
    return holds
        ? names.map(
            n -> new BounceToken(n, Instant.ofEpochSecond(number(found.group(3)) * SECONDS)))
        : Optional.empty();
  }

  private static String prefix(Names names) {
    return names instanceof Names.Answer ? ANSWER : "";
  }

  private static char kind(Names names) {
    return switch (names) {
      case Names.Copy _ -> 'c';
      case Names.Message _ -> 'm';
      case Names.Answer _ -> 'a';
    };
  }

  private static Optional<Names> names(char kind, String id) {
    return switch (kind) {
      case 'c' -> Optional.of(new Names.Copy(id));
      case 'm' -> Optional.of(new Names.Message(id));
      case 'a' -> Optional.of(new Names.Answer(id));
      default -> Optional.empty();
    };
  }

  private static String mark(String body, String host, Marker marker) {
    byte[] mac = marker.mark(body + "@" + host);
    StringBuilder mark = new StringBuilder(MARK_DIGITS);
    long bits = 0;
    int have = 0;
    for (int i = 0; mark.length() < MARK_DIGITS; i++) {
      bits = bits << 8 | mac[i] & 0xff;
      have += 8;
      while (have >= 5 && mark.length() < MARK_DIGITS) {
        have -= 5;
        mark.append(DIGITS.charAt((int) (bits >> have & 31)));
      }
    }
    return mark.toString();
  }

  private static boolean sameInAnyTime(String one, String other) {
    int differ = one.length() ^ other.length();
    for (int i = 0; i < Math.min(one.length(), other.length()); i++) {
      differ |= one.charAt(i) ^ other.charAt(i);
    }
    return differ == 0;
  }

  /** The next whole hour: a token is never shorter-lived than asked for. */
  private static long hour(Instant until) {
    return Math.ceilDiv(until.getEpochSecond(), SECONDS);
  }

  private static String digits(long number, int count) {
    StringBuilder text = new StringBuilder(count);
    for (int i = count - 1; i >= 0; i--) {
      text.append(DIGITS.charAt((int) (number >> 5 * i & 31)));
    }
    return text.toString();
  }

  private static long number(String digits) {
    long number = 0;
    for (char digit : digits.toCharArray()) {
      // What is no digit of ours cannot have a MAC that holds.
      number = number << 5 | Math.max(0, DIGITS.indexOf(digit));
    }
    return number;
  }
}
