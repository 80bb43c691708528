package io.postern.transport.mtasts;

import io.postern.smtp.BadAddress;
import io.postern.smtp.Domain;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a policy as RFC 8461 section 3.2 has it. Strict: what is not a policy by the grammar is
 * none. Two liberties, both on the safe side of it: lines without anything at the end are let pass,
 * and a {@code max_age} beyond a year counts as a year.
 */
final class StsPolicyText {

  /** The grammar's greatest: about a year. */
  private static final Duration LONGEST = Duration.ofSeconds(31_557_600);

  private static final int MOST_HOSTS = 200;
  private static final Pattern LINE_END = Pattern.compile("\r?\n");

  /** A name and a value; fields that we do not know look like this too, and are ignored. */
  private static final Pattern FIELD =
      Pattern.compile(
          "([A-Za-z0-9][A-Za-z0-9_.-]{0,31}):[ \t]*([^\\p{Cntrl} ](?:[^\\p{Cntrl}]*[^\\p{Cntrl} ])?)[ \t]*");

  private StsPolicyText() {}

  /** What was read. */
  sealed interface Read {}

  record Valid(StsPolicy policy) implements Read {}

  /** Why it is none, in a word for an administrator; nothing of the text is repeated. */
  record Invalid(String why) implements Read {}

  static Read of(byte[] octets) {
    try {
      return of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString());
    } catch (CharacterCodingException notUtf8) {
      return new Invalid("not UTF-8");
    }
  }

  static Read of(String text) {
    String body = withoutEmptyEnd(text);
    Map<String, String> first = new HashMap<>();
    List<String> mx = new ArrayList<>();
    for (String line : LINE_END.split(body, -1)) {
      Matcher field = FIELD.matcher(line);
      if (!field.matches()) {
        return new Invalid("a line that is no field");
      }
      String name = field.group(1);
      if (!name.equals("mx")) {
        // Section 3.2: of a field that stands twice, the first counts.
        first.putIfAbsent(name, field.group(2));
      } else if (mx.size() < MOST_HOSTS) {
        String pattern = pattern(field.group(2));
        if (pattern == null) {
          return new Invalid("an mx field that is no host name");
        }
        mx.add(pattern);
      }
    }
    return policy(first, mx, body);
  }

  private static Read policy(Map<String, String> fields, List<String> mx, String body) {
    if (!"STSv1".equals(fields.get("version"))) {
      return new Invalid("not version STSv1");
    }
    StsPolicy.Mode mode =
        switch (fields.getOrDefault("mode", "")) {
          case "enforce" -> StsPolicy.Mode.ENFORCE;
          case "testing" -> StsPolicy.Mode.TESTING;
          case "none" -> StsPolicy.Mode.NONE;
          case String _ -> null;
        };
    if (mode == null) {
      return new Invalid("no mode that there is");
    }
    String age = fields.getOrDefault("max_age", "");
    if (!age.matches("[0-9]{1,10}")) {
      return new Invalid("no max_age in seconds");
    }
    if (mx.isEmpty() && mode != StsPolicy.Mode.NONE) {
      return new Invalid("no mx field");
    }
    Duration maxAge = Duration.ofSeconds(Long.parseLong(age));
    return new Valid(
        new StsPolicy(mode, mx, maxAge.compareTo(LONGEST) > 0 ? LONGEST : maxAge, body));
  }

  private static @Nullable String pattern(String value) {
    boolean wildcard = value.startsWith("*.");
    try {
      String name = Domain.of(wildcard ? value.substring(2) : value).ascii();
      return wildcard ? "*." + name : name;
    } catch (BadAddress noHostName) {
      return null;
    }
  }

  private static String withoutEmptyEnd(String text) {
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
      end--;
    }
    return text.substring(0, end);
  }
}
