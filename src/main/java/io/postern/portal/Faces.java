package io.postern.portal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The letters in the small arch beside a name. */
final class Faces {
  private Faces() {}

  private static final Set<String> TITLES =
      Set.of("dr.", "drs.", "prof.", "mr.", "mrs.", "ms.", "mw.", "dhr.", "ir.", "ing.");

  /**
   * First letters of the first and last word that count: titles ("Dr."), prefixes of Dutch names
   * ("de", "van") and what stands in brackets do not. Of an address, the part before the at sign.
   */
  static String initials(String name) {
    String plain = name.replaceAll("\\(.*?\\)", " ");
    int at = plain.indexOf('@');
    if (at > 0 && plain.indexOf(' ') < 0) {
      plain = plain.substring(0, at).replaceAll("[._+-]+", " ");
    }
    List<String> letters = new ArrayList<>();
    for (String word : plain.strip().split("\\s+")) {
      if (word.isEmpty() || !Character.isLetter(word.codePointAt(0))) {
        continue;
      }
      boolean title = TITLES.contains(word.toLowerCase(Locale.ROOT));
      boolean prefix = word.length() <= 3 && word.equals(word.toLowerCase(Locale.ROOT)) && at < 0;
      if (!title && !prefix) {
        letters.add(new String(Character.toChars(Character.toUpperCase(word.codePointAt(0)))));
      }
    }
    if (letters.isEmpty()) {
      return "·";
    }
    return letters.size() == 1 ? letters.getFirst() : letters.getFirst() + letters.getLast();
  }
}
