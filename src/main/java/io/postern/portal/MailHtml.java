package io.postern.portal;

import java.util.Optional;
import java.util.function.Function;

/** Makes the HTML of a mail harmless (SPEC 8.5). */
public final class MailHtml {

  /**
   * The answer that {@link #clean} makes must be sent with this Content-Security-Policy (SPEC 8.5).
   */
  public static final String POLICY =
      "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src 'self';"
          + " style-src 'unsafe-inline'";

  private MailHtml() {}

  /**
   * A whole HTML document without script, forms, or anything fetched from elsewhere.
   *
   * @param html as the sender wrote it
   * @param cidToUrl content id (without {@code cid:}) to a URL on our own host, empty when unknown
   */
  public static String clean(String html, Function<String, Optional<String>> cidToUrl) {
    throw new UnsupportedOperationException("being built");
  }
}
