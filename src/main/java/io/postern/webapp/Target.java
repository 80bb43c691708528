package io.postern.webapp;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where somebody wanted to go before signing in. Only a conversation's own path is one: no host, no
 * scheme, no dots, nothing that a browser could read as another site.
 *
 * @param path such as {@code /c/0h2m5…}, or empty for the inbox
 */
record Target(String path) {

  private static final Pattern CONVERSATION = Pattern.compile("/c/[0-9A-Za-z]{1,64}");

  static Target of(@Nullable String asked) {
    return new Target(asked != null && CONVERSATION.matcher(asked).matches() ? asked : "");
  }

  static Target conversation(String id) {
    return of("/c/" + id);
  }

  /** Where to go when signed in. */
  String reached() {
    return path.isEmpty() ? "/inbox" : path;
  }

  /** {@code page} remembering this target. */
  String from(String page) {
    return path.isEmpty() ? page : page + "?to=" + path;
  }

  /** For links on {@code page} that add a parameter. */
  String adding(String page) {
    return path.isEmpty() ? page + "?" : from(page) + "&";
  }
}
