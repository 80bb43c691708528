package io.postern.policy;

import io.postern.smtp.BadAddress;
import io.postern.smtp.Mailbox;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The lines of {@code zivver-access-right}, one per recipient (SPEC 5.1, 5.2). A line may name a
 * recipient of another part of a message that a mail server split; such lines are dropped.
 */
final class AccessRights {
  private final Set<Mailbox> envelope;
  private final Set<Mailbox> toAndCc;
  private final Set<String> countries;
  private final Map<Mailbox, Right> lines = new LinkedHashMap<>();

  AccessRights(Set<Mailbox> envelope, Set<Mailbox> toAndCc, Set<String> countries) {
    this.envelope = envelope;
    this.toAndCc = toAndCc;
    this.countries = countries;
  }

  void take(String text) throws BadHeader {
    // From the end: a quoted local part may hold blanks.
    int detailAt = lastBlank(text, text.length());
    int wordEnd = beforeBlanks(text, detailAt);
    int wordAt = lastBlank(text, wordEnd);
    int addressEnd = beforeBlanks(text, wordAt);
    if (addressEnd <= 0) {
      throw new BadHeader(
          "wants an address, sms and a number, or an address, access-code and a code");
    }
    Right right = right(text.substring(wordAt + 1, wordEnd), text.substring(detailAt + 1));
    Right before = lines.put(address(text.substring(0, addressEnd)), right);
    if (before != null && !before.equals(right)) {
      throw new BadHeader("is given twice for one recipient with different rights");
    }
  }

  /** The rights of this envelope's recipients. */
  Map<Mailbox, Right> result() throws BadHeader {
    boolean everyoneHasOne = lines.keySet().containsAll(envelope);
    Map<Mailbox, Right> own = new LinkedHashMap<>();
    for (Map.Entry<Mailbox, Right> line : lines.entrySet()) {
      if (envelope.contains(line.getKey())) {
        own.put(line.getKey(), line.getValue());
      } else if (!everyoneHasOne && !toAndCc.contains(line.getKey())) {
        throw new BadHeader(
            "names an address that is no recipient and stands in neither To nor Cc");
      }
    }
    return own;
  }

  private Right right(String keyword, String detail) throws BadHeader {
    try {
      return switch (keyword.toLowerCase(Locale.ROOT)) {
        case "sms" -> new Right.Sms(PhoneRules.check(detail, countries));
        case "access-code", "sharedaccesscode" -> new Right.Code(new AccessCode(detail));
        default -> throw new BadHeader("names a method that is neither sms nor access-code");
      };
    } catch (IllegalArgumentException bad) {
      throw new BadHeader(String.valueOf(bad.getMessage()));
    }
  }

  private static Mailbox address(String text) throws BadHeader {
    boolean angled = text.startsWith("<") && text.endsWith(">") && text.length() > 2;
    try {
      return Mailbox.of(angled ? text.substring(1, text.length() - 1) : text);
    } catch (BadAddress bad) {
      throw new BadHeader("the address is not one: " + bad.getMessage());
    }
  }

  private static int lastBlank(String text, int end) {
    int at = end - 1;
    while (at >= 0 && !isBlank(text.charAt(at))) {
      at--;
    }
    return at;
  }

  private static int beforeBlanks(String text, int blank) {
    int end = blank;
    while (end > 0 && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
