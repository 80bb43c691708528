package io.postern.policy;

import io.postern.policy.ControlHeaders.Field;
import io.postern.policy.ControlHeaders.Invalid;
import io.postern.policy.ControlHeaders.Parsed;
import io.postern.policy.ControlHeaders.Valid;
import io.postern.smtp.Mailbox;
import io.postern.transport.TlsRequirement;
import java.time.Duration;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One reading of one message's control headers: collects, and stops at the first bad one. */
final class ControlHeaderReader {

  private static final Pattern ENCODED_WORD =
      Pattern.compile("=\\?[^?\\s]+\\?[bBqQ]\\?[^?\\s]*\\?=");

  private static final Duration SHORTEST = Duration.ofHours(1);

  private final HeaderRules rules;
  private final AccessRights rights;
  private @Nullable TlsRequirement direct;
  private @Nullable MinimumVerification minimum;
  private @Nullable Expiration expiration;
  private @Nullable Locale language;

  private ControlHeaderReader(Set<Mailbox> envelope, Set<Mailbox> toAndCc, HeaderRules rules) {
    this.rules = rules;
    this.rights = new AccessRights(envelope, toAndCc, rules.countries());
  }

  static Parsed read(
      List<Field> fields, Set<Mailbox> envelope, Set<Mailbox> toAndCc, HeaderRules rules) {
    ControlHeaderReader reader = new ControlHeaderReader(envelope, toAndCc, rules);
    String name = "zivver-access-right";
    try {
      for (Field field : fields) {
        String bare = ControlHeaders.bareName(field.name());
        if (bare != null) {
          name = printable(field.name());
          reader.take(bare, field.value());
        }
      }
      name = "zivver-access-right";
      return new Valid(reader.result());
    } catch (BadHeader bad) {
      return new Invalid(name, bad.why());
    }
  }

  private void take(String bare, String value) throws BadHeader {
    if (ControlHeaders.ROUTING.contains(bare)) {
      return;
    }
    if (bare.equals("minimum-recipient-verification")) {
      // SPEC 5.4: whatever it says is an answer; anything but the one word forbids.
      minimum = same(minimum, minimum(value));
      return;
    }
    String text = plain(value);
    switch (bare) {
      case "access-right" -> rights.take(text);
      case "direct-delivery" -> direct = same(direct, DirectDelivery.read(text));
      case "message-expiration" -> expiration = same(expiration, expiration(text));
      case "language" -> language = same(language, language(text));
      default ->
          throw new BadHeader("is no control header Postern knows; is its name spelt right?");
    }
  }

  private ControlHeaders result() throws BadHeader {
    return new ControlHeaders(
        rights.result(),
        direct,
        minimum == null ? MinimumVerification.ABSENT : minimum,
        expiration,
        language);
  }

  private static MinimumVerification minimum(String value) {
    return value.strip().equalsIgnoreCase("email-verification")
        ? MinimumVerification.EMAIL_ALLOWED
        : MinimumVerification.EMAIL_FORBIDDEN;
  }

  private Expiration expiration(String text) throws BadHeader {
    String[] words = text.split("[ \t]+", -1);
    if (words.length != 2 || !words[0].equalsIgnoreCase("delete")) {
      throw new BadHeader("wants the word delete and an ISO 8601 period, such as: delete P30D");
    }
    Expiration asked;
    try {
      asked = Expiration.parse(words[1].toUpperCase(Locale.ROOT));
    } catch (ArithmeticException | IllegalArgumentException unreadable) {
      throw new BadHeader("the period is not ISO 8601, such as P30D or PT12H");
    }
    if (asked.estimate().compareTo(SHORTEST) < 0) {
      throw new BadHeader("the period is shorter than an hour");
    }
    if (asked.estimate().compareTo(rules.retention()) > 0) {
      throw new BadHeader(
          "the period is longer than the organisation keeps messages ("
              + rules.retention().toDays()
              + " days)");
    }
    return asked;
  }

  private Locale language(String text) throws BadHeader {
    Locale asked;
    try {
      asked = new Locale.Builder().setLanguageTag(text).build();
    } catch (IllformedLocaleException notATag) {
      throw new BadHeader("is no language tag, such as nl");
    }
    if (!rules.languages().contains(asked.getLanguage())) {
      throw new BadHeader(
          "names a language that is not offered; offered are "
              + String.join(", ", rules.languages().stream().sorted().toList()));
    }
    return asked;
  }

  /** Single headers given twice must say the same (SPEC 5). */
  private static <T> T same(@Nullable T before, T now) throws BadHeader {
    if (before != null && !Objects.equals(before, now)) {
      throw new BadHeader("is given twice with different values");
    }
    return now;
  }

  private static String plain(String value) throws BadHeader {
    if (ENCODED_WORD.matcher(value).find()) {
      throw new BadHeader("is an encoded word (RFC 2047); control headers are written plainly");
    }
    String text = value.strip();
    if (text.isEmpty()) {
      throw new BadHeader("has no value");
    }
    if (text.chars().anyMatch(c -> c != '\t' && Character.isISOControl(c))) {
      throw new BadHeader("holds a control character");
    }
    return text;
  }

  /** A header's name may be said, but it comes from outside: at most 60 plain characters of it. */
  private static String printable(String name) {
    String clean = name.strip().replaceAll("[^A-Za-z0-9_-]", "?");
    return clean.length() <= 60 ? clean : clean.substring(0, 60);
  }
}
