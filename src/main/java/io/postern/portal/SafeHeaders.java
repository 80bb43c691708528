package io.postern.portal;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * The headers every answer bears (SPEC 8.2, 8.7, 8.8): set before anything else looks at the
 * request, so that no early refusal goes without. A handler replaces what must differ, such as the
 * policy of a message's own frame.
 */
final class SafeHeaders extends HttpFilter {

  private static final long serialVersionUID = 1L;

  /** No script at all, no inline style, nothing from elsewhere, nobody may frame us. */
  static final String PAGE_POLICY =
      "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self';"
          + " base-uri 'none'; frame-ancestors 'none'";

  /**
   * A page with the editor: our own script file, which may talk to us alone and may not make HTML
   * of text (W3C Trusted Types, no policy named: every such sink is shut).
   */
  static final String EDITOR_POLICY =
      PAGE_POLICY
          + "; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script';"
          + " trusted-types 'none'";

  /** For bytes that are no page: nothing in them may do anything. */
  static final String FILE_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'";

  /**
   * The sender's HTML (SPEC 8.5): an origin of its own, styles of its own, our pictures only, and
   * nobody but our own page may frame it.
   */
  static final String FRAME_POLICY =
      MailHtml.POLICY + "; form-action 'none'; frame-ancestors 'self'";

  private final boolean https;

  SafeHeaders(boolean https) {
    this.https = https;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain next)
      throws IOException, ServletException {
    response.setHeader("Content-Security-Policy", PAGE_POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    // The link is in the path: no other server may learn it from us.
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Robots-Tag", "noindex, nofollow, noarchive");
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    response.setHeader(
        "Permissions-Policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()");
    if (https) {
      response.setHeader("Strict-Transport-Security", "max-age=31536000");
    }
    next.doFilter(request, response);
  }
}
