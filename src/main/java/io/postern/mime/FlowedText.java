package io.postern.mime;

import java.util.Map;

/**
 * format=flowed (RFC 3676): a line that ends with a space goes on in the next, so that text of any
 * width travels in lines of at most 78. Text in memory has LF as line end and a line per paragraph.
 */
final class FlowedText {

  private static final int WANTED_LINE = 76;
  private static final int LONGEST_LINE = 900; // of one word; the writer encodes those

  private FlowedText() {}

  /** The parameters of Content-Type that {@link #flow} asks for. */
  static boolean isFlowed(Map<String, String> parameters) {
    return "flowed".equalsIgnoreCase(parameters.getOrDefault("format", ""));
  }

  /** Section 4.1, 4.2: soft line ends out, stuffing out; quote marks stay. */
  static String unflow(String text, boolean deleteSpace) {
    StringBuilder out = new StringBuilder(text.length());
    boolean soft = false;
    int depthBefore = 0;
    for (String line : text.split("\n", -1)) {
      int depth = 0;
      while (depth < line.length() && line.charAt(depth) == '>') {
        depth++;
      }
      int start = depth;
      if (start < line.length() && line.charAt(start) == ' ') {
        start++; // space-stuffing, section 4.4
      }
      String content = line.substring(start);
      if (soft && depth == depthBefore && !content.equals("-- ")) {
        out.append(content);
      } else {
        out.append(out.isEmpty() ? "" : "\n");
        out.append(">".repeat(depth)).append(depth > 0 ? " " : "").append(content);
      }
      soft = content.endsWith(" ") && !content.equals("-- ");
      if (soft && deleteSpace) {
        out.setLength(out.length() - 1);
      }
      depthBefore = depth;
    }
    return out.toString();
  }

  /** Section 4.2: breaks long lines at spaces. The result ends lines with LF. */
  static String flow(String text) {
    StringBuilder out = new StringBuilder(text.length() + text.length() / 32);
    for (String paragraph : text.split("\n", -1)) {
      String line = paragraph.equals("-- ") ? paragraph : paragraph.stripTrailing();
      // A quoted paragraph is left alone: its continuation would need the quote marks.
      boolean quoted = line.startsWith(">");
      int start = 0;
      while (!quoted && line.length() - start > WANTED_LINE) {
        int space = line.lastIndexOf(' ', start + WANTED_LINE - 1);
        if (space <= start) {
          space = line.indexOf(' ', start + WANTED_LINE);
        }
        if (space < 0) {
          break;
        }
        stuffed(out, line, start, space + 1).append('\n');
        start = space + 1;
      }
      stuffed(out, line, start, line.length()).append('\n');
    }
    out.setLength(out.length() - 1);
    return out.toString();
  }

  /** Whether some line would still be too long for the wire. */
  static boolean hasLongLine(String text) {
    return text.lines().anyMatch(line -> line.length() > LONGEST_LINE);
  }

  private static StringBuilder stuffed(StringBuilder out, String line, int from, int to) {
    boolean stuff =
        to > from
            && (line.charAt(from) == ' '
                || line.startsWith("From ", from)
                || from > 0 && line.charAt(from) == '>');
    return out.append(stuff ? " " : "").append(line, from, to);
  }
}
