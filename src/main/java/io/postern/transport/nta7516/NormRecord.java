package io.postern.transport.nta7516;

import io.postern.dns.Mx;
import io.postern.smtp.BadAddress;
import io.postern.smtp.Domain;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One well-formed record: {@code v=NTA7516-1;startdate=2024-01;enddate=2026-12;provider=Postern;
 * ntamx=10 nta.example.org}.
 *
 * <p>Tag names may be spelled in any case, blanks may stand around names and values, and tags
 * nobody knows are passed over. Everything else is strict: who cannot say clearly that they take
 * part does not.
 *
 * @param start counts from its first day
 * @param end to its last day
 * @param provider who runs the service; for people
 * @param hosts the hosts for such mail with their preferences, lowest first to be tried; empty:
 *     those of the domain's MX records
 */
public record NormRecord(YearMonth start, YearMonth end, String provider, List<Mx> hosts) {

  private static final int LONGEST = 4_096;
  private static final int LONGEST_PROVIDER = 100;

  public NormRecord {
    hosts = List.copyOf(hosts);
  }

  /** Whether the period is on at this day. */
  public boolean isInForce(LocalDate day) {
    return !day.isBefore(start.atDay(1)) && !day.isAfter(end.atEndOfMonth());
  }

  /** Whether the text means to be such a record, well-formed or not. */
  static boolean claims(String text, String version) {
    int end = text.indexOf(';');
    return isVersion(end < 0 ? text : text.substring(0, end), version);
  }

  /** Reads a record of this version; empty for anything that is not wholly right. */
  public static Optional<NormRecord> parse(String text, String version) {
    if (text.length() > LONGEST || !claims(text, version)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Reader().read(text));
    } catch (Malformed | DateTimeException | BadAddress bad) {
      return Optional.empty();
    }
  }

  private static boolean isVersion(String tag, String version) {
    int equals = tag.indexOf('=');
    return equals > 0
        && trimmed(tag.substring(0, equals)).equalsIgnoreCase("v")
        && trimmed(tag.substring(equals + 1)).equalsIgnoreCase(version);
  }

  private static String trimmed(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isBlank(text.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  /** Says nothing: whoever published the record is told by {@code explain} what it should be. */
  private static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** What was read so far. */
  private static final class Reader {
    private boolean version;
    private @Nullable YearMonth start;
    private @Nullable YearMonth end;
    private @Nullable String provider;
    private final List<Mx> hosts = new ArrayList<>();

    NormRecord read(String text) throws Malformed {
      for (String piece : text.split(";", -1)) {
        String tag = trimmed(piece);
        if (!tag.isEmpty()) {
          int equals = tag.indexOf('=');
          if (equals < 1) {
            throw new Malformed();
          }
          take(
              trimmed(tag.substring(0, equals)).toLowerCase(Locale.ROOT),
              trimmed(tag.substring(equals + 1)));
        }
      }
      if (start == null || end == null || provider == null || end.isBefore(start)) {
        throw new Malformed();
      }
      return new NormRecord(start, end, provider, hosts);
    }

    private void take(String name, String value) throws Malformed {
      switch (name) {
        case "v" -> {
          once(version ? value : null);
          version = true;
        }
        case "startdate" -> {
          once(start);
          start = month(value);
        }
        case "enddate" -> {
          once(end);
          end = month(value);
        }
        case "provider" -> {
          once(provider);
          provider = name(value);
        }
        case "ntamx" -> hosts.add(host(value));
        // Later versions may say more.
        default -> {}
      }
    }

    private static void once(@Nullable Object before) throws Malformed {
      if (before != null) {
        throw new Malformed();
      }
    }

    private static YearMonth month(String value) throws Malformed {
      if (!value.matches("[0-9]{4}-[0-9]{2}")) {
        throw new Malformed();
      }
      return YearMonth.parse(value);
    }

    private static String name(String value) throws Malformed {
      boolean printable = value.codePoints().allMatch(c -> c >= ' ' && !Character.isISOControl(c));
      if (value.isEmpty() || value.length() > LONGEST_PROVIDER || !printable) {
        throw new Malformed();
      }
      return value;
    }

    private static Mx host(String value) throws Malformed {
      String[] parts = value.split("[ \t]+", -1);
      if (parts.length != 2 || !parts[0].matches("[0-9]{1,5}")) {
        throw new Malformed();
      }
      int preference = Integer.parseInt(parts[0]);
      if (preference > 65_535) {
        throw new Malformed();
      }
      return new Mx(preference, Domain.of(parts[1]).ascii());
    }
  }
}
