package io.postern.policy;

import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long after {@code 250} a message is deleted (SPEC 5.5), as ISO 8601 writes it: a calendar
 * part and a clock part.
 */
public record Expiration(Period period, Duration time) {

  private static final Pattern ISO =
      Pattern.compile(
          "P(?:(\\d{1,4})Y)?(?:(\\d{1,4})M)?(?:(\\d{1,4})W)?(?:(\\d{1,5})D)?"
              + "(?:T(?=\\d)(?:(\\d{1,6})H)?(?:(\\d{1,8})M)?(?:(\\d{1,9})S)?)?");

  /**
   * Reads {@code P30D}, {@code P1Y2M}, {@code PT36H}: whole numbers, no signs.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Expiration parse(String text) {
    Matcher iso = ISO.matcher(text);
    if (text.length() < 3 || !iso.matches()) {
      throw new IllegalArgumentException("not an ISO 8601 period");
    }
    return new Expiration(
        Period.of(
            number(iso.group(1)),
            number(iso.group(2)),
            Math.addExact(Math.multiplyExact(7, number(iso.group(3))), number(iso.group(4)))),
        Duration.ofHours(number(iso.group(5)))
            .plusMinutes(number(iso.group(6)))
            .plusSeconds(number(iso.group(7))));
  }

  /** When a message accepted then ends, by the calendar of UTC. */
  public Instant from(Instant accepted) {
    return accepted.atOffset(ZoneOffset.UTC).plus(period).plus(time).toInstant();
  }

  /** Its length with months and years at their average: for limits, which need no calendar. */
  public Duration estimate() {
    return ChronoUnit.MONTHS
        .getDuration()
        .multipliedBy(period.toTotalMonths())
        .plusDays(period.getDays())
        .plus(time);
  }

  /** As ISO 8601, readable by {@link #parse}. */
  @Override
  public String toString() {
    String clock = time.isZero() ? "" : "T" + time.toSeconds() + "S";
    return period.isZero() && !clock.isEmpty() ? "P" + clock : period + clock;
  }

  private static int number(@Nullable String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }
}
