package io.postern.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a command answers: one thing with its properties, or a list of them; the same content for
 * people and as JSON.
 */
final class Shown {
  private final boolean list;
  private boolean cards;
  private final List<Map<String, @Nullable Object>> things = new ArrayList<>();
  private String afterwards = "";

  private Shown(boolean list) {
    this.list = list;
  }

  static Shown one() {
    Shown shown = new Shown(false);
    shown.things.add(new LinkedHashMap<>());
    return shown;
  }

  static Shown list() {
    return new Shown(true);
  }

  /** A list whose things have long properties: for people, one block each. */
  static Shown cards() {
    Shown shown = new Shown(true);
    shown.cards = true;
    return shown;
  }

  /** Begins the next thing of a list. */
  Shown next() {
    things.add(new LinkedHashMap<>());
    return this;
  }

  /** A property of the thing begun last. */
  Shown with(String name, @Nullable Object value) {
    things.getLast().put(name, value);
    return this;
  }

  /** A line for people only, after the rest. */
  Shown say(String line) {
    afterwards = afterwards + line + "\n";
    return this;
  }

  String json() {
    return Json.of(list ? things : things.getFirst()) + "\n";
  }

  String text() {
    boolean onlyWords = list && things.isEmpty() && !afterwards.isEmpty();
    return (onlyWords ? "" : cards ? blocks() : list ? table() : properties(things.getFirst()))
        + afterwards;
  }

  private String blocks() {
    StringBuilder text = new StringBuilder();
    for (Map<String, @Nullable Object> thing : things) {
      text.append(properties(thing)).append('\n');
    }
    return text.toString();
  }

  private static String properties(Map<String, @Nullable Object> thing) {
    StringBuilder text = new StringBuilder();
    int width = thing.keySet().stream().mapToInt(String::length).max().orElse(0);
    thing.forEach((name, value) ->
        text.append(padded(name + ":", width + 2)).append(word(value)).append('\n'));
    return text.toString();
  }

  private String table() {
    if (things.isEmpty()) {
      return "none\n";
    }
    Set<String> names = things.getFirst().keySet();
    Map<String, Integer> widths = new LinkedHashMap<>();
    for (String name : names) {
      int widest =
          things.stream().mapToInt(thing -> word(thing.get(name)).length()).max().orElse(0);
      widths.put(name, Math.max(name.length(), widest) + 2);
    }
    StringBuilder text = new StringBuilder();
    widths.forEach(
        (name, width) -> text.append(padded(name.toUpperCase(java.util.Locale.ROOT), width)));
    for (Map<String, @Nullable Object> thing : things) {
      text.append('\n');
      widths.forEach((name, width) -> text.append(padded(word(thing.get(name)), width)));
    }
    return text.append('\n').toString().replaceAll(" +\n", "\n");
  }

  private static String word(@Nullable Object value) {
    return switch (value) {
      case null -> "-";
      case Boolean yes -> yes ? "yes" : "no";
      case List<?> several ->
          several.isEmpty()
              ? "-"
              : String.join(", ", several.stream().map(Object::toString).toList());
      default -> value.toString().replaceAll("\\p{Cntrl}", "?");
    };
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
