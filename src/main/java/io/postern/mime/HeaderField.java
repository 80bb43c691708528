package io.postern.mime;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One header field as its octets, folding and line end included, so that a field nobody changed
 * leaves as it came (RFC 5322 section 2.2, RFC 6532). Immutable.
 */
public final class HeaderField {

  private static final int WANTED_LINE = 78;
  private static final int LONGEST_LINE = 998; // RFC 5322 section 2.1.1, without CRLF

  private final String name;
  private final byte[] raw;
  private final int colon;
  private final boolean wellFormed;

  private HeaderField(String name, byte[] raw, int colon, boolean wellFormed) {
    this.name = name;
    this.raw = raw;
    this.colon = colon;
    this.wellFormed = wellFormed;
  }

  /**
   * A new field, folded at white space so that lines have 78 characters where they can. The value
   * goes out as it is (UTF-8 if it is not ASCII): text for people is first passed through {@link
   * HeaderText#encode}.
   *
   * @throws IllegalArgumentException when the name is no field name, when the value holds CR, LF,
   *     NUL or another control character (an injection), or when a word is longer than a line may
   *     be. The message never repeats the value
   */
  public static HeaderField of(String name, String value) {
    if (!isName(name)) {
      throw new IllegalArgumentException("not a header field name");
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' && c != '\t' || c >= 127 && c < 0xa0 || c == '\u2028' || c == '\u2029') {
        throw new IllegalArgumentException("a control character in the value of " + name);
      }
    }
    byte[] raw = fold(name, value.strip()).getBytes(StandardCharsets.UTF_8);
    int line = 0;
    for (byte octet : raw) {
      line = octet == '\n' ? 0 : line + 1;
      if (line > LONGEST_LINE + 1) {
        throw new IllegalArgumentException("a word too long for a line in " + name);
      }
    }
    return new HeaderField(name, raw, name.length(), true);
  }

  /** Reads one field from its octets, whatever they are. */
  static HeaderField read(byte[] raw) {
    int colon = -1;
    for (int i = 0; i < raw.length && raw[i] != '\n'; i++) {
      if (raw[i] == ':') {
        colon = i;
        break;
      }
    }
    // RFC 5322 section 4.5: white space before the colon is obsolete, and still a name. A control
    // header written so must be found.
    String name =
        colon < 0 ? "" : new String(raw, 0, colon, StandardCharsets.ISO_8859_1).stripTrailing();
    if (!isName(name)) {
      return new HeaderField("", raw, -1, false);
    }
    return new HeaderField(name, raw, colon, isClean(raw));
  }

  /** The name as spelled; empty for a line that is no field. */
  public String name() {
    return name;
  }

  /** Whether this is a field of that name, in any case. */
  public boolean is(String other) {
    return name.equalsIgnoreCase(other);
  }

  /** All octets, line ends included. A copy. */
  public byte[] raw() {
    return raw.clone();
  }

  /** Length of {@link #raw} in octets. */
  public int size() {
    return raw.length;
  }

  /** False for a line without a name, and when there is a NUL, a bare CR or the like in it. */
  public boolean wellFormed() {
    return wellFormed;
  }

  /**
   * The value with line ends taken out and white space around it cut; encoded words stay. Octets
   * that are not UTF-8 are read as windows-1252. The whole line where there is no name.
   */
  public String unfolded() {
    int end = raw.length;
    StringBuilder line = new StringBuilder(end);
    String text = Charsets.lenient(raw, colon + 1, end);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean lineEnd =
          c == '\n' || c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
      if (!lineEnd) {
        line.append(c);
      }
    }
    return line.toString().strip();
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(raw);
    if (raw.length == 0 || raw[raw.length - 1] != '\n') {
      out.write('\r');
      out.write('\n');
    }
  }

  private static String fold(String name, String value) {
    StringBuilder out = new StringBuilder(name).append(':');
    int line = name.length() + 1;
    int i = 0;
    while (i < value.length()) {
      int word = i;
      while (word < value.length() && isSpace(value.charAt(word))) {
        word++;
      }
      int end = word;
      while (end < value.length() && !isSpace(value.charAt(end))) {
        end++;
      }
      String space = i == 0 ? " " : value.substring(i, word);
      if (i > 0 && line + end - i > WANTED_LINE) {
        out.append("\r\n");
        line = 0;
      }
      out.append(space).append(value, word, end);
      line += space.length() + end - word;
      i = end;
    }
    return out.append("\r\n").toString();
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }

  private static boolean isName(String name) {
    return !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c < 127 && c != ':');
  }

  private static boolean isClean(byte[] raw) {
    for (int i = 0; i < raw.length; i++) {
      byte octet = raw[i];
      boolean endsLine = octet == '\r' && i + 1 < raw.length && raw[i + 1] == '\n';
      if (octet >= 0 && octet < ' ' && octet != '\t' && octet != '\n' && !endsLine) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HeaderField that && Arrays.equals(raw, that.raw);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(raw);
  }

  /** The name alone: values may be secret (SPEC 5). */
  @Override
  public String toString() {
    return name.isEmpty() ? "(no field)" : name;
  }
}
