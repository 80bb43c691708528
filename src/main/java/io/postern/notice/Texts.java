package io.postern.notice;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Sentences in several languages, one UTF-8 properties file each: {@code <base>_en.properties}, and
 * so on. A language is added by adding its file; nothing else has to know. Loading compares every
 * file with the English one and refuses a language that lacks a key, has one too many, or forgot a
 * placeholder, so that nobody ever gets half a sentence.
 *
 * <p>Placeholders are named and in braces: <code>{sender}</code>. There is no quoting and no
 * formatting; an apostrophe is an apostrophe, which is why this is not MessageFormat.
 *
 * <p>Immutable, thread-safe.
 */
public final class Texts {
  private static final String FIRST = "en";

  private final Map<String, Voice> voices;

  private Texts(Map<String, Voice> voices) {
    this.voices = voices;
  }

  /**
   * Reads all languages of one base name from the class path.
   *
   * @param base path without a leading slash, such as {@code notice/texts}
   * @throws IllegalStateException naming each key and language that does not fit
   */
  public static Texts load(String base) {
    Map<String, Map<String, String>> files = new TreeMap<>();
    for (String language : Locale.getISOLanguages()) {
      Map<String, String> file = read("/" + base + "_" + language + ".properties");
      if (file != null) {
        files.put(language, file);
      }
    }
    Map<String, String> first = files.get(FIRST);
    if (first == null) {
      throw new IllegalStateException("no texts at " + base + "_" + FIRST + ".properties");
    }
    Set<String> wrong = new TreeSet<>();
    files.forEach((language, file) -> compare(language, first, file, wrong));
    if (!wrong.isEmpty()) {
      throw new IllegalStateException(base + ": " + String.join("; ", wrong));
    }
    Map<String, Voice> voices = new LinkedHashMap<>();
    files.forEach((language, file) -> voices.put(language, new Voice(Locale.of(language), file)));
    return new Texts(voices);
  }

  /** Every language there is a file for. */
  public Set<String> languages() {
    return voices.keySet();
  }

  /** The voice for a reader; English where theirs is missing. Regions do not matter. */
  public Voice in(Locale language) {
    Voice voice = voices.get(language.getLanguage());
    if (voice == null) {
      voice = voices.get(FIRST);
    }
    if (voice == null) {
      throw new AssertionError("load() saw English");
    }
    return voice;
  }

  private static void compare(
      String language, Map<String, String> first, Map<String, String> file, Set<String> wrong) {
    first.forEach((key, text) -> {
      String other = file.get(key);
      if (other == null) {
        wrong.add(language + " lacks " + key);
      } else if (!Voice.placeholders(text).equals(Voice.placeholders(other))) {
        wrong.add(language + " has other placeholders in " + key);
      } else if (other.isBlank()) {
        wrong.add(language + " says nothing for " + key);
      }
    });
    file.keySet().stream()
        .filter(key -> !first.containsKey(key))
        .forEach(key -> wrong.add(language + " has " + key + ", which English lacks"));
  }

  private static @Nullable Map<String, String> read(String path) {
    try (InputStream in = Texts.class.getResourceAsStream(path)) {
      if (in == null) {
        return null;
      }
      Properties properties = new Properties();
      properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
      Map<String, String> texts = new TreeMap<>();
      properties.stringPropertyNames().forEach(key -> texts.put(key, properties.getProperty(key)));
      return texts;
    } catch (IOException broken) {
      throw new UncheckedIOException("the texts at " + path + " cannot be read", broken);
    }
  }
}
