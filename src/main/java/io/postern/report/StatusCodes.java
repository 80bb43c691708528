package io.postern.report;

import io.postern.smtp.EnhancedStatus;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds a status in others' words: a code of RFC 3463, a reply code, or what they usually mean. */
final class StatusCodes {
  private static final Pattern ENHANCED =
      Pattern.compile("(?<![0-9.])([245])\\.([0-9]{1,3})\\.([0-9]{1,3})(?![0-9]|\\.[0-9])");
  private static final Pattern REPLY = Pattern.compile("(?<![0-9.#-])([45])[0-9]{2}(?=[ \\-#,:])");

  /** In this order: the first that is found counts. */
  private static final List<Map.Entry<Pattern, EnhancedStatus>> PHRASES =
      List.of(
          phrase("(mailbox|account|quota).{0,20}(full|exceeded)|over ?quota", "5.2.2"),
          phrase("too (large|big)|size.{0,30}(exceed|limit)", "5.3.4"),
          phrase(
              "(user|recipient|address|account|mailbox|alias|person).{0,30}"
                  + "(unknown|not found|does ?n[o']t exist|not exist|unavailable|disabled|invalid"
                  + "|rejected)"
                  + "|(unknown|invalid|no such) (local[ -]?part|user|recipient|address|account"
                  + "|mailbox|person)"
                  + "|no mailbox here|recipnotfound|does ?n[o']t have an account",
              "5.1.1"),
          phrase("(host|domain).{0,30}(not found|unknown|not exist)|unrout(e)?able", "5.1.2"),
          phrase("timed? ?out|retry time|too long|expired|giving up|days? old", "5.4.7"),
          phrase("spam|policy|blocked|blacklist|block ?list|not allowed|denied", "5.7.1"));

  private StatusCodes() {}

  private static Map.Entry<Pattern, EnhancedStatus> phrase(String words, String status) {
    return Map.entry(Pattern.compile(words), EnhancedStatus.of(status));
  }

  /** The first code of RFC 3463 in a text. */
  static Optional<EnhancedStatus> enhanced(String text) {
    Matcher found = ENHANCED.matcher(text);
    return found.find()
        ? Optional.of(
            new EnhancedStatus(
                Integer.parseInt(found.group(1)),
                Integer.parseInt(found.group(2)),
                Integer.parseInt(found.group(3))))
        : Optional.empty();
  }

  /** The best reading of a sentence; empty when it says nothing of the kind. */
  static Optional<EnhancedStatus> of(String sentence) {
    Optional<EnhancedStatus> exact = enhanced(sentence).filter(s -> s.klass() != 2);
    if (exact.isPresent()) {
      return exact;
    }
    Matcher reply = REPLY.matcher(sentence);
    int klass = reply.find() ? reply.group(1).charAt(0) - '0' : 0;
    String lower = sentence.toLowerCase(Locale.ROOT);
    for (Map.Entry<Pattern, EnhancedStatus> phrase : PHRASES) {
      if (phrase.getKey().matcher(lower).find()) {
        EnhancedStatus usual = phrase.getValue();
        return Optional.of(
            klass == 4 ? new EnhancedStatus(4, usual.subject(), usual.detail()) : usual);
      }
    }
    return klass == 0 ? Optional.empty() : Optional.of(new EnhancedStatus(klass, 0, 0));
  }
}
