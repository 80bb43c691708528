package io.postern.portal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.owasp.html.HtmlStreamEventReceiver;

/**
 * Writes formatted text down as people do in plain mail: lists with dashes and numbers, quotes
 * behind {@code >}, a link's place in angle brackets behind its words.
 */
final class RichTextLines implements HtmlStreamEventReceiver {
  private final StringBuilder out = new StringBuilder();
  private final StringBuilder line = new StringBuilder();

  /** Open lists, the innermost first: the next number, or 0 for dashes. */
  private final Deque<Integer> lists = new ArrayDeque<>();

  private int quotes;
  private int lastQuotes;
  private String mark = "";
  private boolean gap;
  private @Nullable String link;
  private int linkFrom;

  String text() {
    flush();
    return out.toString().strip();
  }

  @Override
  public void openDocument() {}

  @Override
  public void closeDocument() {}

  @Override
  public void openTag(String element, List<String> attributes) {
    switch (element) {
      case "br" -> newLine();
      case "p" -> {
        flush();
        gap |= lists.isEmpty();
      }
      case "blockquote" -> {
        flush();
        quotes++;
        gap = true;
      }
      case "ul", "ol" -> {
        flush();
        gap |= lists.isEmpty();
        lists.push(element.equals("ol") ? 1 : 0);
      }
      case "li" -> {
        flush();
        int number = lists.isEmpty() ? 0 : lists.pop();
        lists.push(number == 0 ? 0 : number + 1);
        mark = "  ".repeat(lists.size() - 1) + (number == 0 ? "- " : number + ". ");
      }
      case "a" -> {
        int at = attributes.indexOf("href");
        link = at < 0 ? null : attributes.get(at + 1);
        linkFrom = line.length();
      }
      default -> {
        // Bold and italic have no plain form that everybody reads.
      }
    }
  }

  @Override
  public void closeTag(String element) {
    switch (element) {
      case "p", "li" -> flush();
      case "blockquote" -> {
        flush();
        quotes--;
        gap = true;
      }
      case "ul", "ol" -> {
        flush();
        lists.poll();
        gap |= lists.isEmpty();
      }
      case "a" -> {
        String href = link;
        link = null;
        String said = line.substring(Math.min(linkFrom, line.length())).strip();
        if (href != null && !bare(href).equals(bare(said))) {
          line.append(" <").append(href).append('>');
        }
      }
      default -> {
        // Nothing was opened.
      }
    }
  }

  @Override
  public void text(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean space = c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\u00a0';
      if (!space) {
        line.append(c);
      } else if (!line.isEmpty() && line.charAt(line.length() - 1) != ' ') {
        line.append(' ');
      }
    }
  }

  private void newLine() {
    if (line.isEmpty() && mark.isEmpty()) {
      out.append(prefix()).append('\n');
    }
    flush();
  }

  private void flush() {
    String said = line.toString().strip();
    line.setLength(0);
    linkFrom = 0;
    if (said.isEmpty()) {
      return;
    }
    if (gap && !out.isEmpty() && !endsInGap()) {
      // Within a quote the empty line is quoted too.
      out.append(">".repeat(Math.min(quotes, lastQuotes))).append('\n');
    }
    gap = false;
    lastQuotes = quotes;
    out.append(prefix());
    if (mark.isEmpty() && !lists.isEmpty()) {
      out.append("  ".repeat(lists.size()));
    }
    out.append(mark).append(said).append('\n');
    mark = "";
  }

  /** What people write of an address. */
  private static String bare(String address) {
    return address.replaceFirst("^(https?://|mailto:|tel:)", "").replaceFirst("/$", "");
  }

  private boolean endsInGap() {
    int end = out.length();
    return end > 1 && out.charAt(end - 1) == '\n' && out.charAt(end - 2) == '\n';
  }

  private String prefix() {
    return "> ".repeat(quotes);
  }
}
