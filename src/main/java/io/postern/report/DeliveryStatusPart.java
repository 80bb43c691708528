package io.postern.report;

import io.postern.mime.HeaderField;
import io.postern.mime.HeaderSection;
import io.postern.smtp.EnhancedStatus;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a delivery-status part: groups of fields, one about the message, then one per recipient
 * (RFC 3464 section 2.1). Takes what is really written: everything in one group, actions in any
 * case, statuses with comments, addresses without type or in angle brackets.
 */
final class DeliveryStatusPart {

  /** As many recipients of one report as we listen to. */
  private static final int MOST_RECIPIENTS = 100;

  private static final int LARGEST = 64 * 1024;
  private static final int LONGEST_ADDRESS = 320;

  /** RFC 6533 section 3: a character that may not stand in ASCII fields. */
  private static final Pattern EMBEDDED = Pattern.compile("\\\\x\\{([0-9A-Fa-f]{2,6})\\}");

  private DeliveryStatusPart() {}

  static List<RecipientStatus> read(byte[] part) throws IOException {
    List<RecipientStatus> recipients = new ArrayList<>();
    InputStream in =
        new BufferedInputStream(new ByteArrayInputStream(part, 0, Math.min(part.length, LARGEST)));
    while (recipients.size() < MOST_RECIPIENTS && moreIn(in)) {
      recipient(HeaderSection.read(in, LARGEST)).ifPresent(recipients::add);
    }
    return recipients;
  }

  private static boolean moreIn(InputStream in) throws IOException {
    in.mark(1);
    boolean more = in.read() >= 0;
    in.reset();
    return more;
  }

  private static Optional<RecipientStatus> recipient(HeaderSection group) {
    String finalRecipient = address(value(group, "Final-Recipient"));
    String originalRecipient = address(value(group, "Original-Recipient"));
    String action = value(group, "Action");
    String status = value(group, "Status");
    if (finalRecipient == null && originalRecipient == null && action == null && status == null) {
      return Optional.empty();
    }
    String diagnostic = value(group, "Diagnostic-Code");
    String words =
        Printable.line(diagnostic == null ? "" : afterType(diagnostic), RecipientStatus.MOST_WORDS);
    Optional<EnhancedStatus> said = StatusCodes.enhanced(status == null ? "" : status);
    EnhancedStatus exact =
        said.filter(s -> s.subject() != 0 || s.detail() != 0)
            // "5.0.0" says nothing; the server's own words may.
            .or(() -> StatusCodes.enhanced(words).filter(s -> s.klass() != 2))
            .or(() -> said)
            .orElse(null);
    RecipientStatus.Action what = action(action, exact);
    return Optional.of(
        new RecipientStatus(
            finalRecipient,
            originalRecipient,
            what,
            exact == null ? what.plainStatus() : exact,
            words,
            mta(value(group, "Remote-MTA"))));
  }

  private static RecipientStatus.Action action(
      @Nullable String word, @Nullable EnhancedStatus status) {
    String name = word == null ? "" : word.replaceAll("[^A-Za-z]", " ").strip();
    String first = name.split(" ", 2)[0].toUpperCase(Locale.ROOT);
    for (RecipientStatus.Action action : RecipientStatus.Action.values()) {
      if (action.name().equals(first)) {
        return action;
      }
    }
    return status == null ? RecipientStatus.Action.FAILED : RecipientStatus.Action.of(status);
  }

  private static @Nullable String value(HeaderSection group, String name) {
    return group
        .first(name)
        .map(HeaderField::unfolded)
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .orElse(null);
  }

  /** {@code rfc822; <a@b.example>} without type, brackets and escapes. */
  private static @Nullable String address(@Nullable String value) {
    if (value == null) {
      return null;
    }
    String bare = afterType(value).replaceAll("^<|>$", "").strip();
    if (bare.length() > LONGEST_ADDRESS) {
      return null;
    }
    String plain = EMBEDDED.matcher(bare).replaceAll(DeliveryStatusPart::character);
    return plain.isEmpty() ? null : plain;
  }

  private static String character(java.util.regex.MatchResult escape) {
    int c = Integer.parseInt(escape.group(1), 16);
    return Character.isValidCodePoint(c) && Character.getType(c) != Character.SURROGATE
        ? Matcher.quoteReplacement(Character.toString(c))
        : "";
  }

  private static @Nullable String mta(@Nullable String value) {
    String name = value == null ? "" : Printable.line(afterType(value), 255);
    return name.isEmpty() ? null : name;
  }

  private static String afterType(String value) {
    int semicolon = value.indexOf(';');
    // A semicolon further on belongs to the words.
    return semicolon >= 0 && semicolon <= 40 && value.substring(0, semicolon).matches("[\\w -]*")
        ? value.substring(semicolon + 1).strip()
        : value.strip();
  }
}
