package io.postern.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the operator wrote, before it means anything: a tree of texts that know where they stand.
 */
sealed interface Given {

  /** The place, for the operator. */
  String source();

  /**
   * A scalar. Nothing is guessed from its looks: {@code 010}, {@code no} and {@code +31} are texts.
   */
  record Text(String value, String source) implements Given {}

  /** A list. */
  record Items(List<Given> items, String source) implements Given {
    public Items {
      items = List.copyOf(items);
    }
  }

  /** Keys and what stands under them, in the order written; may be added to while sources merge. */
  record Section(Map<String, Given> children, String source) implements Given {
    static Section empty(String source) {
      return new Section(new LinkedHashMap<>(), source);
    }

    /** Puts a text at a path of keys, making the sections on the way. */
    void put(List<String> path, Given value) {
      if (path.size() == 1) {
        children.put(path.getFirst(), value);
        return;
      }
      Given next =
          children.compute(
              path.getFirst(),
              (_, old) -> old instanceof Section section ? section : empty(value.source()));
      ((Section) next).put(path.subList(1, path.size()), value);
    }
  }
}
