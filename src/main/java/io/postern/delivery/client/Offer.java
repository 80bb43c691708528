package io.postern.delivery.client;

import io.postern.smtp.Reply;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What the peer's EHLO reply offers (RFC 5321 section 4.1.1.1).
 *
 * @param extensions keyword in upper case to its parameters
 */
public record Offer(Map<String, List<String>> extensions) {

  /** A peer that was greeted with HELO, or not yet. */
  public static final Offer NOTHING = new Offer(Map.of());

  public Offer {
    extensions = Map.copyOf(extensions);
  }

  static Offer of(Reply ehlo) {
    Map<String, List<String>> extensions = new HashMap<>();
    // The first line is the peer's name.
    for (String line : ehlo.lines().subList(1, ehlo.lines().size())) {
      List<String> words = List.of(line.trim().split(" +"));
      String keyword = words.getFirst().toUpperCase(Locale.ROOT);
      if (!keyword.isEmpty()) {
        extensions.putIfAbsent(keyword, words.subList(1, words.size()));
      }
    }
    return new Offer(extensions);
  }

  public boolean has(String keyword) {
    return extensions.containsKey(keyword);
  }

  /** The largest message it takes, in octets; empty when it does not say (RFC 1870 section 4). */
  public OptionalLong sizeLimit() {
    List<String> parameters = extensions.getOrDefault("SIZE", List.of());
    if (parameters.isEmpty() || !parameters.getFirst().matches("[0-9]{1,18}")) {
      return OptionalLong.empty();
    }
    long limit = Long.parseLong(parameters.getFirst());
    return limit == 0 ? OptionalLong.empty() : OptionalLong.of(limit);
  }
}
