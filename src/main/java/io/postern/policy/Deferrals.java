package io.postern.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * Since when a copy is deferred, row by row: all that one attempt tells the next (SPEC 6.5). Times
 * are given by the caller.
 *
 * @param byRow rows that were deferred at least once
 */
public record Deferrals(Map<Row, Since> byRow) {

  /** Nothing was deferred yet. */
  public static final Deferrals NONE = new Deferrals(Map.of());

  /** After this a row whose hosts stay away may be passed over. */
  public static final Duration PATIENCE = Duration.ofHours(4);

  /**
   * One row's waiting.
   *
   * @param first when it was first deferred
   * @param sawUnprotected whether at any attempt since a host did not meet the requirement
   */
  public record Since(Instant first, boolean sawUnprotected) {}

  public Deferrals {
    byRow = Map.copyOf(byRow);
  }

  /** These, and that the row has been deferred now. */
  public Deferrals noted(Row row, Instant now, boolean sawUnprotected) {
    Map<Row, Since> more = new EnumMap<>(Row.class);
    more.putAll(byRow);
    more.merge(
        row,
        new Since(now, sawUnprotected),
        (before, latest) ->
            new Since(before.first(), before.sawUnprotected() || latest.sawUnprotected()));
    return new Deferrals(more);
  }

  /** What the ladder is told after {@link #noted}. */
  public Finding.Deferred finding(Row row, Instant now) {
    Since since = byRow.get(row);
    if (since == null) {
      throw new IllegalArgumentException("this row was not deferred");
    }
    return new Finding.Deferred(
        since.sawUnprotected(), !now.isBefore(since.first().plus(PATIENCE)));
  }

  /** For storage: {@code tls:1763900000000:u}. */
  public String encode() {
    StringBuilder text = new StringBuilder();
    for (Row row : Row.values()) {
      Since since = byRow.get(row);
      if (since != null) {
        text.append(text.isEmpty() ? "" : " ").append(row.code()).append(':');
        text.append(since.first().toEpochMilli()).append(since.sawUnprotected() ? ":u" : ":-");
      }
    }
    return text.toString();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Deferrals decode(String text) {
    Map<Row, Since> byRow = new EnumMap<>(Row.class);
    for (String word : text.isEmpty() ? new String[0] : text.split(" ", -1)) {
      String[] parts = word.split(":", -1);
      if (parts.length != 3 || !parts[2].equals("u") && !parts[2].equals("-")) {
        throw new IllegalArgumentException("not a deferral");
      }
      Instant first = Instant.ofEpochMilli(Long.parseLong(parts[1]));
      byRow.put(Row.ofCode(parts[0]), new Since(first, parts[2].equals("u")));
    }
    return new Deferrals(byRow);
  }
}
