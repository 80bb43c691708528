package io.postern.standing;

import io.postern.standing.Finding.Says;
import io.postern.standing.Finding.Verdict;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What one look said of each record, to be compared with the next.
 *
 * @param all by subject and name
 */
record Verdicts(Map<String, Verdict> all) {
  static final Verdicts NONE = new Verdicts(Map.of());

  Verdicts {
    all = Map.copyOf(all);
  }

  static Verdicts of(DomainReport report) {
    Map<String, Verdict> all = new TreeMap<>();
    report.findings().forEach(finding -> all.put(key(finding), finding.verdict()));
    return new Verdicts(all);
  }

  /** These; where the DNS gave no answer, what was known before. */
  Verdicts keeping(Verdicts before) {
    Map<String, Verdict> kept = new TreeMap<>(all);
    kept.replaceAll((key, verdict) ->
        verdict == Verdict.UNKNOWN ? before.all.getOrDefault(key, verdict) : verdict);
    return new Verdicts(kept);
  }

  /** The findings of the next look that were good here and are not there. */
  List<Finding> worse(DomainReport next) {
    return next.findings().stream()
        .filter(finding -> all.get(key(finding)) == Verdict.GOOD)
        .filter(finding ->
            switch (finding.verdict()) {
              case GOOD, UNKNOWN -> false;
              // A former key was good, and its time is over.
              case ADVICE, MISSING, WRONG -> finding.says() != Says.DKIM_RETIRING;
            })
        .toList();
  }

  /** {@code SPF/a.example=GOOD DMARC/_dmarc.a.example=ADVICE}. */
  String encode() {
    return new TreeMap<>(all)
        .entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue().name())
            .collect(Collectors.joining(" "));
  }

  static Verdicts decode(String text) {
    Map<String, Verdict> all = new TreeMap<>();
    for (String word : text.split(" ")) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        all.put(word.substring(0, equals), Verdict.valueOf(word.substring(equals + 1)));
      }
    }
    return new Verdicts(all);
  }

  private static String key(Finding finding) {
    return finding.subject().name() + "/" + finding.name();
  }
}
