package io.postern.webapp;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where somebody wanted to go before signing in. Only a conversation's own path is one, or the page
 * of linked files: no host, no scheme, no dots, nothing that a browser could read as another site.
 *
 * @param path such as {@code /c/0h2m5…}, or empty for the inbox
 */
record Target(String path) {

  private static final Pattern KNOWN = Pattern.compile("/c/[0-9A-Za-z]{1,64}|/files");

  static Target of(@Nullable String asked) {
    return new Target(asked != null && KNOWN.matcher(asked).matches() ? asked : "");
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
