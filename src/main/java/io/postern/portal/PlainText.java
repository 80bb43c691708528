package io.postern.portal;

import gg.jte.Content;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Plain text on a page: escaped, its web addresses made into links that show where they go. */
final class PlainText {
  private PlainText() {}

  /** Characters shown on the page; the rest is in the {@code .eml}. */
  static final int SHOWN = 200_000;

  private static final Pattern LINK = Pattern.compile("https?://[^\\s<>\"'\\u00ab\\u00bb]{4,2000}");

  static Content of(String text) {
    return output -> {
      int at = 0;
      Matcher link = LINK.matcher(text);
      while (link.find()) {
        String url = link.group().replaceAll("[.,;:!?)\\]}]+$", "");
        String shown = Texts.escape(url);
        output.writeContent(Texts.escape(text.substring(at, link.start())));
        output.writeContent(
            "<a href=\""
                + shown
                + "\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">"
                + shown
                + "</a>");
        at = link.start() + url.length();
      }
      output.writeContent(Texts.escape(text.substring(at)));
    };
  }

  /** The first words, on one line. */
  static String snippet(String text) {
    String start = text.substring(0, Math.min(400, text.length()));
    String line = start.replaceAll("\\s+", " ").strip();
    return line.length() <= 90 ? line : line.substring(0, 88).stripTrailing() + " …";
  }
}
