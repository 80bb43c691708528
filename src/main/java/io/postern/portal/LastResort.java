package io.postern.portal;

import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The one place where a request that broke becomes a page, and where a request is written down: in
 * the log the cause, on the page that it was our fault and what to do. Paths come veiled ({@link
 * LinkVeil}).
 */
final class LastResort extends HttpFilter {

  private static final long serialVersionUID = 1L;
  private static final Logger log = LoggerFactory.getLogger(LastResort.class);

  private final transient PageKit kit;

  LastResort(PageKit kit) {
    this.kit = kit;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain next) {
    long start = System.nanoTime();
    try {
      next.doFilter(request, response);
    } catch (Exception broken) {
      if (peerIsGone(broken)) {
        log.debug("{} {} peer went away", request.getMethod(), request.getRequestURI());
        return;
      }
      log.error("{} {} failed", request.getMethod(), request.getRequestURI(), broken);
      apologise(request, response);
    } finally {
      log.debug(
          "{} {} {} in {} ms",
          request.getMethod(),
          request.getRequestURI(),
          response.getStatus(),
          (System.nanoTime() - start) / 1_000_000);
    }
  }

  private void apologise(HttpServletRequest request, HttpServletResponse response) {
    if (response.isCommitted()) {
      return;
    }
    try {
      response.resetBuffer();
      write(kit.problem(request, Problem.OURS), request, response);
    } catch (Exception alsoBroken) {
      log.error("the page for a failure failed", alsoBroken);
      response.setStatus(500);
    }
  }

  static void write(ServerResponse page, HttpServletRequest request, HttpServletResponse response)
      throws Exception {
    ModelAndView none = page.writeTo(request, response, java.util.List::of);
    if (none != null) {
      throw new IllegalStateException("pages are written, not viewed");
    }
  }

  /** Tomcat says so by its own exception; a broken upload by ours. */
  private static boolean peerIsGone(Exception broken) {
    for (Throwable cause = broken; cause != null; cause = cause.getCause()) {
      if (cause instanceof org.apache.catalina.connector.ClientAbortException
          || cause instanceof PeerGone) {
        return true;
      }
    }
    return false;
  }

  /** The browser ended its upload before its end. */
  static final class PeerGone extends IOException {
    private static final long serialVersionUID = 1L;

    PeerGone(String what) {
      super(what);
    }
  }
}
