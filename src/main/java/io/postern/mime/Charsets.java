package io.postern.mime;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Octets to text when what was declared is missing, unknown or wrong. Labels mean what browsers
 * take them to mean (WHATWG Encoding): much mail that says {@code iso-8859-1} is windows-1252.
 */
final class Charsets {

  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

  private static final Map<String, String> MEANT =
      Map.ofEntries(
          Map.entry("us-ascii", "utf-8"),
          Map.entry("ascii", "utf-8"),
          Map.entry("ansi_x3.4-1968", "utf-8"),
          Map.entry("unknown-8bit", "utf-8"),
          Map.entry("utf8", "utf-8"),
          Map.entry("unicode-1-1-utf-8", "utf-8"),
          Map.entry("iso-8859-1", "windows-1252"),
          Map.entry("iso8859-1", "windows-1252"),
          Map.entry("latin1", "windows-1252"),
          Map.entry("ansi", "windows-1252"),
          Map.entry("iso-8859-9", "windows-1254"),
          Map.entry("tis-620", "x-windows-874"),
          Map.entry("iso-8859-11", "x-windows-874"),
          Map.entry("gb2312", "gb18030"),
          Map.entry("gbk", "gb18030"),
          Map.entry("ks_c_5601-1987", "x-windows-949"),
          Map.entry("euc-kr", "x-windows-949"),
          Map.entry("iso-8859-8-i", "iso-8859-8"),
          Map.entry("x-sjis", "windows-31j"),
          Map.entry("shift_jis", "windows-31j"),
          Map.entry("cp-850", "ibm850"));

  private Charsets() {}

  /** By every name and alias: Charset.forName is slow for names nobody knows. */
  private static final Map<String, Charset> KNOWN = known();

  private static Map<String, Charset> known() {
    Map<String, Charset> known = new HashMap<>();
    for (Charset charset : Charset.availableCharsets().values()) {
      known.put(charset.name().toLowerCase(Locale.ROOT), charset);
      charset
          .aliases()
          .forEach(alias -> known.putIfAbsent(alias.toLowerCase(Locale.ROOT), charset));
    }
    return Map.copyOf(known);
  }

  /** The charset a label means, if this Java knows it. */
  static Optional<Charset> named(String label) {
    String plain = label.strip().toLowerCase(Locale.ROOT);
    return Optional.ofNullable(KNOWN.get(MEANT.getOrDefault(plain, plain)));
  }

  /** UTF-8 where it is valid UTF-8, else windows-1252. */
  static String lenient(byte[] octets, int from, int to) {
    return strictly(StandardCharsets.UTF_8, octets, from, to)
        .orElseGet(() -> new String(octets, from, to - from, WINDOWS_1252));
  }

  /**
   * Text by what was declared. Declared UTF-8 with more broken than whole characters is
   * windows-1252; with only a few broken ones, those are shown as U+FFFD.
   *
   * @param label null when nothing was declared
   */
  static String decode(byte[] octets, @Nullable String label) {
    int bom =
        octets.length > 2
                && octets[0] == (byte) 0xef
                && octets[1] == (byte) 0xbb
                && octets[2] == (byte) 0xbf
            ? 3
            : 0;
    Charset declared =
        bom == 3 || label == null
            ? StandardCharsets.UTF_8
            : named(label).orElse(StandardCharsets.UTF_8);
    if (!declared.equals(StandardCharsets.UTF_8)) {
      return new String(octets, declared);
    }
    Optional<String> clean = strictly(declared, octets, bom, octets.length);
    if (clean.isPresent()) {
      return clean.get();
    }
    String replaced = new String(octets, bom, octets.length - bom, StandardCharsets.UTF_8);
    long broken = replaced.chars().filter(c -> c == 0xfffd).count();
    long whole = replaced.chars().filter(c -> c > 127 && c != 0xfffd).count();
    return broken > whole ? new String(octets, bom, octets.length - bom, WINDOWS_1252) : replaced;
  }

  private static Optional<String> strictly(Charset charset, byte[] octets, int from, int to) {
    try {
      return Optional.of(
          charset.newDecoder().decode(ByteBuffer.wrap(octets, from, to - from)).toString());
    } catch (CharacterCodingException notThat) {
      return Optional.empty();
    }
  }
}
