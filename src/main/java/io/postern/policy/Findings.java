package io.postern.policy;

import java.util.EnumMap;
import java.util.Map;

/**
 * What this attempt has found so far, row by row. A new attempt starts from {@link #NONE}: nothing
 * is remembered of "broken TLS" (SPEC 6.5), only when a row was first deferred.
 */
public record Findings(Map<Row, Finding> byRow) {

  public static final Findings NONE = new Findings(Map.of());

  public Findings {
    byRow = Map.copyOf(byRow);
  }

  public Finding at(Row row) {
    return byRow.getOrDefault(row, new Finding.NotTried());
  }

  /** These, and one more. */
  public Findings with(Row row, Finding finding) {
    Map<Row, Finding> more = new EnumMap<>(Row.class);
    more.putAll(byRow);
    more.put(row, finding);
    return new Findings(more);
  }
}
