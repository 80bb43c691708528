package io.postern.portal;

import io.postern.seal.LinkSecret;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Takes the secret out of the path before anything that might write a path down sees it (SPEC 8.2):
 * {@code /m/SECRET} becomes {@code /m/…} with the parsed secret as an attribute, {@code /a/SECRET}
 * and {@code /read/image/TICKET} likewise. Routing, frameworks and our own logs know only the
 * veiled path, at every log level.
 */
final class LinkVeil extends HttpFilter {

  private static final long serialVersionUID = 1L;

  static final String LINK = LinkVeil.class.getName() + ".link";
  static final String TICKET = LinkVeil.class.getName() + ".ticket";
  private static final String HIDDEN = "…";

  /** Links of notifications, and of files that a message left behind. */
  private static final List<String> LINKS = List.of("/m/", "/a/");

  /** Any door's pictures end their path so: {@code /read/image/TICKET}. */
  static final String IMAGES = "/image/";

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain next)
      throws IOException, ServletException {
    String path = request.getRequestURI();
    for (String links : LINKS) {
      if (path.startsWith(links)) {
        LinkSecret.parse(path.substring(links.length()))
            .ifPresent(link -> request.setAttribute(LINK, link));
        next.doFilter(new Veiled(request, links + HIDDEN), response);
        return;
      }
    }
    int image = path.indexOf(IMAGES);
    if (image >= 0) {
      request.setAttribute(TICKET, path.substring(image + IMAGES.length()));
      String veiled = path.substring(0, image) + IMAGES + HIDDEN;
      next.doFilter(new Veiled(request, veiled), response);
      return;
    }
    next.doFilter(request, response);
  }

  /** The link's secret, when the path held one. */
  static Optional<LinkSecret> link(HttpServletRequest request) {
    return request.getAttribute(LINK) instanceof LinkSecret link
        ? Optional.of(link)
        : Optional.empty();
  }

  static String ticket(HttpServletRequest request) {
    return request.getAttribute(TICKET) instanceof String ticket ? ticket : "";
  }

  private static final class Veiled extends HttpServletRequestWrapper {
    private final String path;

    Veiled(HttpServletRequest request, String path) {
      super(request);
      this.path = path;
    }

    @Override
    public String getRequestURI() {
      return path;
    }

    @Override
    public StringBuffer getRequestURL() {
      return new StringBuffer(path);
    }

    @Override
    public String getServletPath() {
      return path;
    }
  }
}
