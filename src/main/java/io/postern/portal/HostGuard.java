package io.postern.portal;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * Only configured names are answered, any other Host gets 421 (SPEC 8.8, RFC 9110 section 15.5.20):
 * so no page can be made to show a link, a name or a cookie under an address that is not ours.
 * Forwarded host headers are never read.
 */
final class HostGuard extends HttpFilter {

  private static final long serialVersionUID = 1L;

  private final transient Set<String> hosts;

  HostGuard(Set<String> hosts) {
    this.hosts = hosts;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain next)
      throws IOException, ServletException {
    String host = request.getHeader("Host");
    if (host != null && hosts.contains(withoutUsualPort(host.toLowerCase(Locale.ROOT), request))) {
      next.doFilter(request, response);
      return;
    }
    byte[] words =
        "This server does not answer for that name.\n".getBytes(StandardCharsets.US_ASCII);
    response.setStatus(HttpServletResponse.SC_MISDIRECTED_REQUEST);
    response.setContentType("text/plain; charset=us-ascii");
    response.setContentLength(words.length);
    response.getOutputStream().write(words);
  }

  private static String withoutUsualPort(String host, HttpServletRequest request) {
    String usual = request.isSecure() ? ":443" : ":80";
    return host.endsWith(usual) ? host.substring(0, host.length() - usual.length()) : host;
  }
}
