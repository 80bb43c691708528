package io.postern.mime;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** File names from outside, made fit to be offered (SPEC 8.5). */
final class FileNames {

  private static final int LONGEST = 200; // octets; common file systems take 255

  private static final Map<String, String> USUAL =
      Map.ofEntries(
          Map.entry("message/rfc822", "message.eml"),
          Map.entry("message/global", "message.eml"),
          Map.entry("message/delivery-status", "delivery-status.txt"),
          Map.entry("message/disposition-notification", "disposition-notification.txt"),
          Map.entry("text/rfc822-headers", "headers.txt"),
          Map.entry("text/plain", "text.txt"),
          Map.entry("text/html", "text.html"),
          Map.entry("text/calendar", "invite.ics"),
          Map.entry("text/vcard", "contact.vcf"),
          Map.entry("text/csv", "table.csv"),
          Map.entry("application/ms-tnef", "winmail.dat"),
          Map.entry("application/pdf", "document.pdf"),
          Map.entry("application/zip", "archive.zip"),
          Map.entry("application/pgp-signature", "signature.asc"),
          Map.entry("application/pgp-encrypted", "version.txt"),
          Map.entry("application/pkcs7-signature", "smime.p7s"),
          Map.entry("application/x-pkcs7-signature", "smime.p7s"),
          Map.entry("application/pkcs7-mime", "smime.p7m"),
          Map.entry("image/jpeg", "image.jpg"),
          Map.entry("image/png", "image.png"),
          Map.entry("image/gif", "image.gif"),
          Map.entry("image/webp", "image.webp"),
          Map.entry("image/svg+xml", "image.svg"),
          Map.entry("image/tiff", "image.tif"));

  private FileNames() {}

  /**
   * The last step of a path, without control, invisible or direction-changing characters and those
   * that file systems refuse, at most 200 octets with its extension kept; the usual name of the
   * type where nothing is left.
   */
  static String clean(@Nullable String claimed, String mediaType) {
    String usual = USUAL.getOrDefault(mediaType, "attachment.bin");
    if (claimed == null) {
      return usual;
    }
    String step =
        claimed.substring(Math.max(claimed.lastIndexOf('/'), claimed.lastIndexOf('\\')) + 1);
    StringBuilder kept = new StringBuilder(step.length());
    step.codePoints()
        .filter(c -> !misleads(c) && !Character.isSurrogate((char) c) || c > 0xffff)
        .map(c -> "\"<>:|?*".indexOf(c) >= 0 ? '_' : c)
        .map(c -> Character.isSpaceChar(c) ? ' ' : c)
        .forEach(kept::appendCodePoint);
    String name = kept.toString().strip();
    // Leading dots hide a file, trailing dots vanish on Windows.
    int from = 0;
    int to = name.length();
    while (from < to && (name.charAt(from) == '.' || name.charAt(from) == ' ')) {
      from++;
    }
    while (to > from && (name.charAt(to - 1) == '.' || name.charAt(to - 1) == ' ')) {
      to--;
    }
    name = shorten(name.substring(from, to));
    return name.isEmpty() ? usual : name;
  }

  /** Control, format (RLO, zero width ...), private and unassigned characters, line separators. */
  static boolean misleads(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          c != '\u200d'; // joins letters in Indic scripts and emoji
      default -> false;
    };
  }

  private static String shorten(String name) {
    if (name.getBytes(StandardCharsets.UTF_8).length <= LONGEST) {
      return name;
    }
    int dot = name.lastIndexOf('.');
    String extension = dot > 0 && name.length() - dot <= 12 ? name.substring(dot) : "";
    int room = LONGEST - extension.getBytes(StandardCharsets.UTF_8).length;
    StringBuilder stem = new StringBuilder();
    int octets = 0;
    int i = 0;
    while (true) {
      int c = name.codePointAt(i);
      octets += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
      if (octets > room) {
        return stem + extension;
      }
      stem.appendCodePoint(c);
      i += Character.charCount(c);
    }
  }
}
