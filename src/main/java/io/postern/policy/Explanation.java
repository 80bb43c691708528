package io.postern.policy;

import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/**
 * Why a message goes the way it goes: every row that was asked, in order, with its answer (SPEC
 * 6.6). Stored as codes, put into words when somebody reads it.
 */
public record Explanation(List<RowVerdict> rows) {

  /**
   * One row's answer.
   *
   * @param parameter a code that the sentence names, such as the floor's row; empty for none; never
   *     an address, number or header value
   */
  public record RowVerdict(Row row, Verdict verdict, String parameter) {
    public RowVerdict {
      if (!parameter.matches("[a-z0-9.+]*")) {
        throw new IllegalArgumentException("a parameter is a code");
      }
    }
  }

  /** One row in words. */
  public record Sentence(Row row, Verdict verdict, String title, String text) {}

  private static final String BUNDLE = "io.postern.policy.explanation";

  public Explanation {
    rows = List.copyOf(rows);
  }

  /** For storage: {@code 1a:no-idd 1b:no-account sms:floor:nta}. At most 200 ASCII characters. */
  public String encode() {
    StringBuilder text = new StringBuilder();
    for (RowVerdict row : rows) {
      text.append(text.isEmpty() ? "" : " ").append(row.row().code()).append(':');
      text.append(row.verdict().code());
      if (!row.parameter().isEmpty()) {
        text.append(':').append(row.parameter());
      }
    }
    return text.toString();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Explanation decode(String text) {
    List<RowVerdict> rows = new ArrayList<>();
    for (String word : text.isEmpty() ? new String[0] : text.split(" ", -1)) {
      String[] parts = word.split(":", -1);
      if (parts.length < 2 || parts.length > 3) {
        throw new IllegalArgumentException("not an explanation");
      }
      rows.add(
          new RowVerdict(
              Row.ofCode(parts[0]), Verdict.ofCode(parts[1]), parts.length == 3 ? parts[2] : ""));
    }
    return new Explanation(rows);
  }

  /** In words; English where the language has none. */
  public List<Sentence> render(Locale language) {
    ResourceBundle words =
        ResourceBundle.getBundle(
            BUNDLE,
            language,
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    return rows.stream().map(row -> sentence(row, words)).toList();
  }

  private static Sentence sentence(RowVerdict row, ResourceBundle words) {
    String key = "verdict." + row.verdict().code();
    String own = key + "." + row.row().code();
    String pattern = words.getString(words.containsKey(own) ? own : key);
    String parameter =
        row.verdict() == Verdict.BELOW_FLOOR
            ? words.getString("row." + row.parameter())
            : row.parameter();
    return new Sentence(
        row.row(),
        row.verdict(),
        words.getString("row." + row.row().code()),
        MessageFormat.format(pattern, parameter));
  }
}
