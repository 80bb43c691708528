package io.postern.spf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text with macros in it (RFC 7208 section 7).
 *
 * @param pieces literals and macros in their order
 */
record MacroString(List<Piece> pieces) {
  private static final Pattern MACRO =
      Pattern.compile("([slodiphcrtvSLODIPHCRTV])([0-9]*)([rR]?)([-.+,/_=]*)");

  /** RFC 7208 section 7.1: what may be used only in an explanation. */
  private static final String EXPLANATION_ONLY = "crt";

  /** {@code toplabel} of section 7.1, with the dot before it and perhaps one after it. */
  private static final Pattern DOMAIN_END =
      Pattern.compile(
          "(?:.*\\.)(?:[A-Za-z0-9]*[A-Za-z][A-Za-z0-9]*|[A-Za-z0-9]+-[A-Za-z0-9-]*[A-Za-z0-9])\\.?",
          Pattern.DOTALL);

  private static final int LONGEST_NAME = 253;

  /** One piece. */
  sealed interface Piece {}

  record Literal(String text) implements Piece {}

  /**
   * @param letter lower case
   * @param escape an upper-case letter: the value is escaped for a URL
   * @param digits how many parts to keep from the right; 0 for all
   * @param delimiters where to split; never empty
   */
  record Macro(char letter, boolean escape, int digits, boolean reverse, String delimiters)
      implements Piece {}

  MacroString {
    pieces = List.copyOf(pieces);
  }

  /** Gives macro letters their values; asked only for those that stand in the text. */
  interface Values {
    String of(char letter);
  }

  /** A {@code domain-spec}. */
  static MacroString domain(String text) throws BadSpf {
    MacroString spec = parse(text, false);
    if (spec.pieces.isEmpty()) {
      throw new BadSpf("an empty domain");
    }
    if (spec.pieces.getLast() instanceof Literal(String end)
        && !DOMAIN_END.matcher(end).matches()
        && !text.endsWith("%%")
        && !text.endsWith("%_")
        && !text.endsWith("%-")) {
      throw new BadSpf("a domain that does not end like one");
    }
    return spec;
  }

  /** Text for a modifier nobody knows: only its form counts. */
  static MacroString any(String text) throws BadSpf {
    return parse(text, false);
  }

  /** What a refused client is told: all macros, and blanks. */
  static MacroString explanation(String text) throws BadSpf {
    return parse(text, true);
  }

  private static MacroString parse(String text, boolean explanation) throws BadSpf {
    List<Piece> pieces = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c != '%') {
        if (c < (explanation ? ' ' : '!') || c > '~') {
          throw new BadSpf("a character that may not be there");
        }
        literal.append(c);
        continue;
      }
      char next = at + 1 < text.length() ? text.charAt(++at) : ' ';
      switch (next) {
        case '%' -> literal.append('%');
        case '_' -> literal.append(' ');
        case '-' -> literal.append("%20");
        case '{' -> {
          int end = text.indexOf('}', at);
          if (end < 0) {
            throw new BadSpf("a macro without an end");
          }
          if (!literal.isEmpty()) {
            pieces.add(new Literal(literal.toString()));
            literal.setLength(0);
          }
          pieces.add(macro(text.substring(at + 1, end), explanation));
          at = end;
        }
        default -> throw new BadSpf("a percent sign that begins no macro");
      }
    }
    if (!literal.isEmpty()) {
      pieces.add(new Literal(literal.toString()));
    }
    return new MacroString(pieces);
  }

  private static Macro macro(String text, boolean explanation) throws BadSpf {
    Matcher macro = MACRO.matcher(text);
    if (!macro.matches()) {
      throw new BadSpf("a macro that is none");
    }
    char letter = macro.group(1).charAt(0);
    char lower = Character.toLowerCase(letter);
    if (!explanation && EXPLANATION_ONLY.indexOf(lower) >= 0) {
      throw new BadSpf("a macro that only an explanation may have");
    }
    String digits = macro.group(2);
    if (digits.length() > 3 || !digits.isEmpty() && Integer.parseInt(digits) == 0) {
      throw new BadSpf("a macro that keeps nothing");
    }
    return new Macro(
        lower,
        lower != letter,
        digits.isEmpty() ? 0 : Integer.parseInt(digits),
        !macro.group(3).isEmpty(),
        macro.group(4).isEmpty() ? "." : macro.group(4));
  }

  /** The text with its macros filled in. */
  String expand(Values values) {
    StringBuilder text = new StringBuilder();
    for (Piece piece : pieces) {
      switch (piece) {
        case Literal(String literal) -> text.append(literal);
        case Macro macro -> {
          String value = transformed(macro, values.of(macro.letter));
          text.append(macro.escape ? escaped(value) : value);
        }
      }
    }
    return text.toString();
  }

  /**
   * The same as a name to look up: without a last dot, and without labels on the left where it is
   * too long (section 7.3).
   */
  String name(Values values) {
    String name = expand(values);
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    while (name.length() > LONGEST_NAME && name.indexOf('.') >= 0) {
      name = name.substring(name.indexOf('.') + 1);
    }
    return name;
  }

  private static String transformed(Macro macro, String value) {
    List<String> parts =
        new ArrayList<>(
            Arrays.asList(value.split("[" + Pattern.quote(macro.delimiters) + "]", -1)));
    if (macro.reverse) {
      Collections.reverse(parts);
    }
    int from = macro.digits == 0 ? 0 : Math.max(0, parts.size() - macro.digits);
    return String.join(".", parts.subList(from, parts.size()));
  }

  /** RFC 3986 section 2.3: all but the unreserved. */
  private static String escaped(String value) {
    StringBuilder text = new StringBuilder();
    for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xff);
      if (c < 128 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0)) {
        text.append(c);
      } else {
        text.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
      }
    }
    return text.toString();
  }
}
