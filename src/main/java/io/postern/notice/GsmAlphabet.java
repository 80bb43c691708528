package io.postern.notice;

import java.text.Normalizer;

/**
 * The default alphabet of text messages (3GPP TS 23.038 section 6.2.1) and how much fits in one.
 * One letter outside of it turns the whole message into UCS-2 and halves what fits.
 */
final class GsmAlphabet {
  private static final String BASIC =
      "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
          + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

  /** Each of these takes two septets. */
  private static final String EXTENDED = "^{}\\[~]|€";

  private GsmAlphabet() {}

  static boolean holds(String text) {
    return text.chars().allMatch(c -> BASIC.indexOf(c) >= 0 || EXTENDED.indexOf(c) >= 0);
  }

  /** 160 septets or 70 UCS-2 units alone, 153 or 67 when there is a concatenation header. */
  static int segments(String text) {
    if (!holds(text)) {
      return parts(text.length(), 70, 67);
    }
    int septets = text.chars().map(c -> EXTENDED.indexOf(c) >= 0 ? 2 : 1).sum();
    return parts(septets, 160, 153);
  }

  /** Takes accents off the letters that the alphabet lacks; leaves other scripts as they are. */
  static String plain(String text) {
    StringBuilder plain = new StringBuilder();
    Normalizer.normalize(text, Normalizer.Form.NFC)
        .codePoints()
        .forEach(c -> {
          String letter = Character.toString(c);
          plain.append(holds(letter) ? letter : unaccented(letter));
        });
    return plain.toString();
  }

  private static String unaccented(String letter) {
    String bare =
        switch (letter) {
          case "‘", "’", "`", "´" -> "'";
          case "“", "”", "„" -> "\"";
          case "–", "—", "‑" -> "-";
          case "\u00a0" -> " ";
          case "…" -> "...";
          case "ł" -> "l";
          case "Ł" -> "L";
          default -> Normalizer.normalize(letter, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
        };
    return holds(bare) ? bare : letter;
  }

  private static int parts(int length, int alone, int together) {
    return length <= alone ? 1 : (length + together - 1) / together;
  }
}
