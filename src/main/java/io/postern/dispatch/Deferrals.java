package io.postern.dispatch;

import io.postern.delivery.Outcome;
import io.postern.policy.Row;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Since when which rows are deferred: all that one attempt tells the next (SPEC 6.5). */
record Deferrals(Map<Row, Instant> since) {

  static Deferrals decode(String text) {
    Map<Row, Instant> since = new EnumMap<>(Row.class);
    for (String word : text.isEmpty() ? new String[0] : text.split(" ", -1)) {
      int colon = word.indexOf(':');
      since.put(
          Row.ofCode(word.substring(0, colon)),
          Instant.ofEpochMilli(Long.parseLong(word.substring(colon + 1))));
    }
    return new Deferrals(since);
  }

  String encode() {
    return since.entrySet().stream()
        .map(entry -> entry.getKey().code() + ":" + entry.getValue().toEpochMilli())
        .collect(Collectors.joining(" "));
  }

  /** Since when this row is deferred, or now. */
  Instant since(Row row, Instant now) {
    return since.getOrDefault(row, now);
  }

  Deferrals noting(Row row, Outcome outcome, Instant now) {
    Map<Row, Instant> more = new EnumMap<>(Row.class);
    more.putAll(since);
    if (outcome instanceof Outcome.Deferred) {
      more.putIfAbsent(row, now);
    } else {
      more.remove(row);
    }
    return new Deferrals(more);
  }
}
