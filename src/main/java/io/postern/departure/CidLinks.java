package io.postern.departure;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jsoup.parser.Parser;

/**
 * The Content-IDs that an HTML text points to with {@code cid:} (RFC 2392). Reads HTML of any size
 * without keeping it, in any charset whose ASCII is ASCII, UTF-16 as well. Finds rather too many
 * than too few: what the text shows must not become a link.
 */
final class CidLinks {
  private static final String SCHEME = "cid:";
  private static final int LONGEST = 512;
  private static final int MOST = 10_000;

  private CidLinks() {}

  /** Without angle brackets, escapes undone. Closes the stream. */
  static Set<String> in(InputStream html) throws IOException {
    Set<String> ids = new HashSet<>();
    byte[] block = new byte[16 * 1024];
    int matched = 0;
    StringBuilder id = new StringBuilder();
    boolean inside = false;
    try (html) {
      int length;
      while ((length = html.read(block)) >= 0) {
        for (int i = 0; i < length; i++) {
          int octet = block[i] & 0xff;
          if (octet == 0) {
            continue; // half a character of UTF-16
          }
          if (inside) {
            if (octet > ' ' && "\"'<>()\\`".indexOf(octet) < 0 && id.length() < LONGEST) {
              id.append((char) octet);
              continue;
            }
            inside = false;
            add(ids, id);
          }
          char lower = Character.toLowerCase((char) octet);
          matched = lower == SCHEME.charAt(matched) ? matched + 1 : lower == 'c' ? 1 : 0;
          if (matched == SCHEME.length()) {
            matched = 0;
            inside = true;
            id.setLength(0);
          }
        }
      }
    }
    if (inside) {
      add(ids, id);
    }
    return ids;
  }

  private static void add(Set<String> ids, StringBuilder found) {
    if (ids.size() > MOST) {
      return;
    }
    String id =
        new String(found.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    String unescaped = Parser.unescapeEntities(id, true);
    for (String form : List.of(id, unescaped)) {
      ids.add(form);
      ids.add(withoutPercents(form));
    }
  }

  private static String withoutPercents(String id) {
    try {
      return URLDecoder.decode(id.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEscaped) {
      return id;
    }
  }
}
