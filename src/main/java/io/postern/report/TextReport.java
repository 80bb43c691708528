package io.postern.report;

import io.postern.smtp.EnhancedStatus;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads reports that are text for people: qmail's, Exim's, Exchange's explanations, and sentences
 * with a code in them. Works on paragraphs: one that names an address and says what is wrong, or
 * one that names it and is followed by the reason. What follows a line like "Below this line is a
 * copy" is returned content and is not looked at.
 */
final class TextReport {
  private static final int MOST_TEXT = 16 * 1024;
  private static final int MOST_RECIPIENTS = 100;

  private static final Pattern RETURNED_BEGINS =
      Pattern.compile(
          "(?im)^[ >]*([-=_*]{2,}.{0,80}(below this line|copy of|original message|returned"
              + "|undelivered message|message header|unsent message).*"
              + "|(received|return-path|dkim-signature|arc-seal|mime-version): .*"
              + "|original message headers:?.*)$");
  private static final Pattern ADDRESS =
      Pattern.compile(
          "<?\\b([A-Za-z0-9._%+'/=~-]{1,64}@[A-Za-z0-9.-]{1,250}\\.[A-Za-z0-9-]{2,63})>?");
  private static final Pattern STILL_TRYING =
      Pattern.compile(
          "will (be )?(retr|tr(y|ied) again|continue|keep)|still (being )?(tr|undelivered)"
              + "|not yet (been )?deliver|warning message only|do not need to (do|resend)"
              + "|no action is required|delivery attempts will|has been delayed|is delayed");

  private TextReport() {}

  /**
   * @param failedField values of X-Failed-Recipients, Exim's own list, or empty
   */
  static List<RecipientStatus> read(String text, List<String> failedField) {
    String ours = beforeReturned(text);
    boolean delayed = STILL_TRYING.matcher(ours.toLowerCase(Locale.ROOT)).find();
    List<RecipientStatus> found = new ArrayList<>();
    Set<String> named = new LinkedHashSet<>();
    List<String> paragraphs = List.of(ours.split("\\n[ \\t]*\\n"));
    for (int i = 0; i < paragraphs.size() && found.size() < MOST_RECIPIENTS; i++) {
      String paragraph = paragraphs.get(i);
      List<String> addresses = addresses(paragraph);
      // The reason may stand in a paragraph of its own: "#550 5.1.1 … ##".
      String reason = reason(paragraph, i + 1 < paragraphs.size() ? paragraphs.get(i + 1) : "");
      if (addresses.isEmpty() || StatusCodes.of(reason).isEmpty()) {
        continue;
      }
      if (named.add(addresses.getFirst().toLowerCase(Locale.ROOT))) {
        found.add(status(addresses.getFirst(), reason, delayed));
      }
    }
    for (String address : failedField) {
      if (found.size() < MOST_RECIPIENTS && named.add(address.toLowerCase(Locale.ROOT))) {
        found.add(status(address, sentence(ours), delayed));
      }
    }
    if (found.isEmpty()) {
      List<String> somebody = addresses(ours);
      found.add(status(somebody.size() == 1 ? somebody.getFirst() : null, sentence(ours), delayed));
    }
    return found;
  }

  /** Whether a text says at all that something was not delivered. */
  static boolean saysSo(String text) {
    String lower = beforeReturned(text).toLowerCase(Locale.ROOT);
    return StatusCodes.enhanced(lower).filter(s -> s.klass() != 2).isPresent()
        || lower.matches(
            "(?s).*(could ?n[o']t be (delivered|reached)|was ?n[o']t able to deliver|undeliver"
                + "|delivery (has )?failed|not delivered|failed permanently|returned to sender"
                + "|permanent (fatal )?error|did not reach|could not deliver|unable to deliver"
                + "|mail delivery (failed|problem)).*");
  }

  private static String beforeReturned(String text) {
    String head = text.substring(0, Math.min(text.length(), MOST_TEXT)).replace("\r", "");
    Matcher mark = RETURNED_BEGINS.matcher(head);
    return mark.find() ? head.substring(0, mark.start()) : head;
  }

  private static List<String> addresses(String text) {
    List<String> addresses = new ArrayList<>();
    Matcher address = ADDRESS.matcher(text);
    while (address.find() && addresses.size() < MOST_RECIPIENTS) {
      if (!isMailSystem(address.group(1))) {
        addresses.add(address.group(1));
      }
    }
    return addresses;
  }

  private static boolean isMailSystem(String address) {
    return address.toLowerCase(Locale.ROOT).matches("(mailer-daemon|postmaster|mdaemon)@.*");
  }

  /** What a paragraph says after its address, and failing that the next one that names nobody. */
  private static String reason(String paragraph, String next) {
    Matcher address = ADDRESS.matcher(paragraph);
    String after = address.find() ? paragraph.substring(address.end()) : paragraph;
    String reason = after.replaceAll("^[\\s:>)\\].]+", "");
    if (StatusCodes.of(reason).isPresent() || !addresses(next).isEmpty()) {
      return reason;
    }
    return reason + " " + next;
  }

  /** The sentence that holds the code, for lack of better the first lines. */
  private static String sentence(String text) {
    for (String line : text.split("\\n")) {
      if (StatusCodes.enhanced(line).filter(s -> s.klass() != 2).isPresent()) {
        return line;
      }
    }
    for (String line : text.split("\\n")) {
      if (StatusCodes.of(line).isPresent()) {
        return line;
      }
    }
    return "";
  }

  private static RecipientStatus status(@Nullable String address, String reason, boolean delayed) {
    Optional<EnhancedStatus> said = StatusCodes.of(reason);
    RecipientStatus.Action action =
        delayed && said.map(s -> s.klass() == 4 || s.detail() == 7).orElse(true)
            ? RecipientStatus.Action.DELAYED
            : RecipientStatus.Action.FAILED;
    EnhancedStatus status = said.orElse(action.plainStatus());
    if (action == RecipientStatus.Action.DELAYED && status.klass() != 4) {
      status = new EnhancedStatus(4, status.subject(), status.detail());
    }
    return new RecipientStatus(
        address, null, action, status, Printable.line(reason, RecipientStatus.MOST_WORDS), null);
  }
}
