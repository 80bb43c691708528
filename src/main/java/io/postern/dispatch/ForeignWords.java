package io.postern.dispatch;

import java.util.regex.Pattern;

/**
 * What of an automatic reply may be passed on. Some quote what they answer: the quotation goes, and
 * whatever could be one of our links or codes is struck out, wrapped over a line end or not.
 */
final class ForeignWords {
  private static final String STRUCK = "[…]";

  private static final Pattern QUOTE_BEGINS =
      Pattern.compile(
          "(?im)^[ \\t]*(-{3,}[^\\n]{0,60}(message|bericht|nachricht)[^\\n]{0,20}-{3,}"
              + "|_{10,}[ \\t]*$|(from|van|von|de):[ \\t].{0,200}@"
              + "|(on|op|am|le) .{5,200}(wrote|schreef|schrieb|a écrit)[^\\n]{0,100}:)");

  private static final Pattern QUOTED_LINE = Pattern.compile("(?m)^[ \\t]*[>|].*(\\n|$)");

  /** Long runs of a link's alphabet: nothing a person writes has them. */
  private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{32,}");

  private static final Pattern CODE = Pattern.compile("(?<![0-9])[0-9]{3}[ -]?[0-9]{3}(?![0-9])");

  private ForeignWords() {}

  /**
   * @param ourHost in our links
   * @param codesOut whether a code mail went to the same address
   */
  static String of(String words, String ourHost, boolean codesOut) {
    String text = words.replace("\r\n", "\n").replace('\r', '\n');
    var quote = QUOTE_BEGINS.matcher(text);
    if (quote.find()) {
      text = text.substring(0, quote.start());
    }
    text = QUOTED_LINE.matcher(text).replaceAll("");
    text = link(ourHost).matcher(text).replaceAll(STRUCK);
    text = SECRET.matcher(text).replaceAll(STRUCK);
    return (codesOut ? CODE.matcher(text).replaceAll(STRUCK) : text).strip();
  }

  /** A link to us, and what a line end may have cut off it. */
  private static Pattern link(String host) {
    return Pattern.compile(
        "(?i)(https?://)?"
            + Pattern.quote(host)
            + "[^\\s]*(\\s*\\n[\\s>]*[A-Za-z0-9_-]{8,}(?=\\s|$))?");
  }
}
