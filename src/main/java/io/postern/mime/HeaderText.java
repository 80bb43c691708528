package io.postern.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Text for people inside header fields: encoded words (RFC 2047), both ways. */
public final class HeaderText {

  private static final int LONGEST_WORD = 75; // RFC 2047 section 2
  private static final int LONGEST_TAKEN = 8192; // some writers do not care; bounds the search
  private static final int LONGEST_PLAIN_WORD = 900;

  private HeaderText() {}

  /**
   * Encoded words become text, wherever they stand; what is no encoded word stays. Control and
   * direction-changing characters become spaces, so that the result is one line and means what it
   * shows. Never throws.
   */
  public static String decode(String value) {
    if (!value.contains("=?")) {
      return oneLine(value);
    }
    StringBuilder text = new StringBuilder(value.length());
    // Neighbours of one charset are decoded together: some writers cut inside a character.
    ByteArrayOutputStream run = new ByteArrayOutputStream();
    String runCharset = null;
    int i = 0;
    while (i < value.length()) {
      Word word = value.startsWith("=?", i) ? Word.at(value, i) : null;
      if (word == null) {
        int next = value.indexOf("=?", i + 1);
        int end = next < 0 ? value.length() : next;
        // RFC 2047 section 6.2: white space between encoded words is not shown.
        boolean gap = runCharset != null && value.substring(i, end).isBlank() && next >= 0;
        if (!gap || Word.at(value, next) == null) {
          flush(run, runCharset, text);
          runCharset = null;
          text.append(value, i, end);
        }
        i = end;
        continue;
      }
      if (runCharset != null && !runCharset.equals(word.charset)) {
        flush(run, runCharset, text);
      }
      runCharset = word.charset;
      run.writeBytes(word.octets);
      i = word.end;
    }
    flush(run, runCharset, text);
    return oneLine(text.toString());
  }

  /**
   * ASCII stays as it is; other text becomes encoded words (UTF-8), which {@link HeaderField#of}
   * folds.
   *
   * @throws IllegalArgumentException when there is a control character in the text
   */
  public static String encode(String text) {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a control character in a header text");
    }
    return needsEncoding(text) ? words(text) : text;
  }

  /** A display name as atoms, a quoted string or encoded words. */
  static String phrase(String text) {
    String encoded = encode(text);
    if (!encoded.equals(text)) {
      return encoded;
    }
    boolean atoms =
        text.chars()
            .allMatch(c -> Character.isLetterOrDigit(c) || " !#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0);
    return atoms && !text.isBlank()
        ? text
        : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static boolean needsEncoding(String text) {
    int word = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      word = c == ' ' ? 0 : word + 1;
      if (c > 126 || word > LONGEST_PLAIN_WORD) {
        return true;
      }
    }
    return text.contains("=?");
  }

  private static String words(String text) {
    int ascii = (int) text.chars().filter(c -> c < 127).count();
    boolean quoted = ascii * 3 > text.length() * 2;
    String head = quoted ? "=?utf-8?Q?" : "=?utf-8?B?";
    int room = LONGEST_WORD - head.length() - 2;
    StringBuilder out = new StringBuilder();
    StringBuilder word = new StringBuilder();
    ByteArrayOutputStream pending = new ByteArrayOutputStream();
    int i = 0;
    while (i <= text.length()) {
      int next = i < text.length() ? text.offsetByCodePoints(i, 1) : i + 1;
      byte[] character =
          i < text.length()
              ? text.substring(i, next).getBytes(StandardCharsets.UTF_8)
              : new byte[0];
      String q = quoted ? q(character) : "";
      int length =
          quoted ? word.length() + q.length() : (pending.size() + character.length + 2) / 3 * 4;
      if (i == text.length() || length > room) {
        out.append(out.isEmpty() ? "" : " ").append(head);
        out.append(quoted ? word : Base64.getEncoder().encodeToString(pending.toByteArray()));
        out.append("?=");
        word.setLength(0);
        pending.reset();
      }
      word.append(q);
      pending.writeBytes(character);
      i = next;
    }
    return out.toString();
  }

  /** RFC 2047 section 5 (3): what is safe in a phrase is safe anywhere. */
  private static String q(byte[] octets) {
    StringBuilder out = new StringBuilder();
    for (byte octet : octets) {
      char c = (char) (octet & 0xff);
      if (c == ' ') {
        out.append('_');
      } else if (c < 127 && (Character.isLetterOrDigit(c) || "!*+-/".indexOf(c) >= 0)) {
        out.append(c);
      } else {
        out.append(String.format(Locale.ROOT, "=%02X", (int) c));
      }
    }
    return out.toString();
  }

  private static void flush(
      ByteArrayOutputStream run, @Nullable String charset, StringBuilder text) {
    if (charset != null) {
      text.append(Charsets.decode(run.toByteArray(), charset));
      run.reset();
    }
  }

  private static String oneLine(String text) {
    StringBuilder clean = null;
    for (int i = 0; i < text.length(); i++) {
      if (FileNames.misleads(text.charAt(i))) {
        clean = clean == null ? new StringBuilder(text) : clean;
        clean.setCharAt(i, ' ');
      }
    }
    return clean == null ? text : clean.toString();
  }

  private record Word(String charset, byte[] octets, int end) {

    /** The encoded word that starts at {@code start}, or null. */
    static @Nullable Word at(String value, int start) {
      int charsetEnd = value.indexOf('?', start + 2);
      if (charsetEnd < 0
          || charsetEnd == start + 2
          || charsetEnd - start > LONGEST_WORD
          || charsetEnd + 2 >= value.length()
          || value.charAt(charsetEnd + 2) != '?') {
        return null;
      }
      String charset = value.substring(start + 2, charsetEnd);
      int language = charset.indexOf('*'); // RFC 2231 section 5
      charset = (language < 0 ? charset : charset.substring(0, language)).toLowerCase(Locale.ROOT);
      int text = charsetEnd + 3;
      int end = value.indexOf("?=", text, Math.min(value.length(), text + LONGEST_TAKEN));
      if (end < 0 || Charsets.named(charset).isEmpty()) {
        return null;
      }
      byte[] encoded = value.substring(text, end).getBytes(StandardCharsets.UTF_8);
      return switch (value.charAt(charsetEnd + 1)) {
        case 'B', 'b' -> new Word(charset, fromBase64(encoded), end + 2);
        case 'Q', 'q' -> new Word(charset, fromQ(encoded), end + 2);
        default -> null;
      };
    }

    private static byte[] fromBase64(byte[] encoded) {
      byte[] out = new byte[encoded.length + TransferDecoder.SLACK];
      TransferDecoder decoder = Base64Body.decoder();
      int length = decoder.finish(out, decoder.decode(encoded, 0, encoded.length, out, 0));
      return Arrays.copyOf(out, length);
    }

    private static byte[] fromQ(byte[] encoded) {
      ByteArrayOutputStream out = new ByteArrayOutputStream(encoded.length);
      for (int i = 0; i < encoded.length; i++) {
        byte octet = encoded[i];
        if (octet == '_') {
          out.write(' ');
        } else if (octet == '='
            && i + 2 < encoded.length
            && QuotedPrintable.hex(encoded[i + 1]) >= 0
            && QuotedPrintable.hex(encoded[i + 2]) >= 0) {
          out.write(QuotedPrintable.hex(encoded[i + 1]) << 4 | QuotedPrintable.hex(encoded[i + 2]));
          i += 2;
        } else {
          out.write(octet);
        }
      }
      return out.toByteArray();
    }
  }
}
