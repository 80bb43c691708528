package io.postern.portal;

import java.nio.charset.StandardCharsets;

/** File names that cross between people's machines and ours. */
public final class FileNames {
  private FileNames() {}

  /** Octets of UTF-8; three times that is the longest the encoded form gets. */
  private static final int LONGEST = 200;

  /**
   * A name without path, control characters and characters that turn the reading direction
   * ("exe.gpj" shall not look like a picture), bounded, never empty.
   */
  public static String clean(String name, String otherwise) {
    String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    StringBuilder kept = new StringBuilder();
    int octets = 0;
    for (int c : last.codePoints().toArray()) {
      int type = Character.getType(c);
      boolean hidden =
          type == Character.CONTROL
              || type == Character.FORMAT
              || type == Character.SURROGATE
              || type == Character.LINE_SEPARATOR
              || type == Character.PARAGRAPH_SEPARATOR;
      octets += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
      if (!hidden && octets <= LONGEST) {
        kept.appendCodePoint(c);
      }
    }
    String clean = kept.toString().strip();
    while (clean.startsWith(".")) {
      clean = clean.substring(1).strip();
    }
    return clean.isEmpty() ? otherwise : clean;
  }

  /**
   * {@code attachment; filename="…"; filename*=UTF-8''…}: RFC 6266 with RFC 8187, which in a mail
   * header is RFC 2183 with RFC 2231. The plain form is a fallback in ASCII.
   */
  public static String attachment(String name) {
    StringBuilder ascii = new StringBuilder();
    for (int c : name.codePoints().toArray()) {
      boolean plain = c >= ' ' && c < 127 && c != '"' && c != '\\' && c != '%';
      ascii.append(plain ? (char) c : '_');
    }
    String both = "attachment; filename=\"" + ascii + "\"";
    return ascii.toString().equals(name) ? both : both + "; filename*=UTF-8''" + percent(name);
  }

  private static String percent(String name) {
    StringBuilder out = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean attr =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || "!#$&+-.^_`|~".indexOf(c) >= 0;
      out.append(attr ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return out.toString();
  }
}
