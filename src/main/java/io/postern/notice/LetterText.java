package io.postern.notice;

import java.util.Locale;

/**
 * The text half of a letter: the same blocks in the same order. Each paragraph is one line; the
 * message writer flows them (RFC 3676). Nothing is aligned in columns: phones wrap.
 */
final class LetterText {
  private final StringBuilder out = new StringBuilder();
  private final Locale locale;

  private LetterText(Locale locale) {
    this.locale = locale;
  }

  static String of(Letter letter) {
    LetterText text = new LetterText(Locale.forLanguageTag(letter.language()));
    text.paragraph(letter.title());
    letter.blocks().forEach(text::block);
    if (letter.footer() != null) {
      text.out.append("--\n").append(letter.footer()).append('\n');
    }
    return text.out.toString();
  }

  private void block(Letter.Block block) {
    switch (block) {
      case Letter.Lead(String text, String strong) ->
          paragraph(strong == null ? text : text + " " + strong);
      case Letter.Paragraph(String strong, String text) ->
          paragraph(strong == null ? text : strong + " " + text);
      case Letter.Small(String text) -> paragraph(text);
      case Letter.Heading(String text) -> heading(text);
      case Letter.Details details -> {
        for (Letter.Detail detail : details.details()) {
          out.append(detail.label()).append(": ");
          if (detail.strong() != null) {
            out.append(detail.strong()).append(", ");
          }
          out.append(detail.value());
          if (detail.below() != null) {
            out.append(", ").append(detail.below());
          }
          out.append('\n');
        }
        out.append('\n');
      }
      case Letter.Button button -> button(button);
      case Letter.Code(String digits) -> paragraph(digits);
      case Letter.Plaque plaque -> {
        heading(plaque.heading());
        plaque.items().forEach(this::item);
      }
      case Letter.Rows rows -> {
        heading(rows.heading());
        for (Letter.Row row : rows.rows()) {
          paragraph(
              row.number()
                  + ". "
                  + row.name()
                  + ": "
                  + lower(row.verdict())
                  + ". "
                  + row.sentence());
        }
      }
      case Letter.Technical technical -> {
        heading(technical.heading());
        technical.lines().forEach(line -> out.append(line).append('\n'));
        out.append('\n');
      }
      case Letter.WholeLink _ -> {
        // The button stands here as its address already.
      }
    }
  }

  private void item(Letter.Item item) {
    out.append(item.mark()).append(". ").append(item.plain() == null ? item.text() : item.plain());
    if (item.strong() != null) {
      out.append(' ').append(item.strong());
    }
    out.append("\n\n");
    if (item.button() != null) {
      button(item.button());
    }
  }

  private void button(Letter.Button button) {
    out.append(button.label()).append(":\n").append(button.uri()).append("\n\n");
  }

  private void heading(String text) {
    paragraph(text.toUpperCase(locale));
  }

  private void paragraph(String text) {
    out.append(text).append("\n\n");
  }

  private String lower(String text) {
    return text.substring(0, 1).toLowerCase(locale) + text.substring(1);
  }
}
