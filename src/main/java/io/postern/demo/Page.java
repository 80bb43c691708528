package io.postern.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Executors;

/** The plain pages on which the small internet shows what it caught. Everything is escaped. */
final class Page {

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

  private static final String STYLE =
      """
      :root { color-scheme: light dark; --line: #8885; --soft: #888; }
      body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
      h1 { font-size: 1.3rem } h1 small { font-weight: 400; color: var(--soft) }
      nav a { margin-right: 1rem } table { border-collapse: collapse; width: 100% }
      td, th { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top }
      th { font-weight: 600 } .soft { color: var(--soft) }
      pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid var(--line); padding: 1rem; border-radius: .4rem }
      iframe { width: 100%; height: 60rem; border: 1px solid var(--line); border-radius: .4rem; background: #fff }
      a.go { display: inline-block; padding: .6rem 1rem; border: 2px solid; border-radius: .4rem; margin: .5rem 0; overflow-wrap: anywhere }
      """;

  private Page() {}

  /**
   * Opens a server for pages, one virtual thread per request.
   *
   * @throws PortInUse when it cannot listen
   */
  static HttpServer serve(String what, int port) throws IOException {
    InetSocketAddress where = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try {
      HttpServer server = HttpServer.create(where, 50);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      return server;
    } catch (IOException taken) {
      throw new PortInUse(what, where, taken);
    }
  }

  /** A handler whose mistakes are a page and not a hanging browser. */
  static HttpHandler handler(HttpHandler inner) {
    return exchange -> {
      try (exchange) {
        inner.handle(exchange);
      } catch (RuntimeException broke) {
        exchange.sendResponseHeaders(500, -1);
      }
    };
  }

  static void html(HttpExchange exchange, int status, String title, String body)
      throws IOException {
    String page =
        """
        <!doctype html><html lang="en"><meta charset="utf-8">
        <meta name="viewport" content="width=device-width,initial-scale=1">
        <title>%s</title><style>%s</style>
        <h1>%s <small>the small internet of the Postern demo</small></h1>
        %s
        """
            .formatted(escape(title), STYLE, escape(title), body);
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "text/html; charset=utf-8");
    headers.set(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cache-Control", "no-store");
    byte[] octets = page.getBytes(StandardCharsets.UTF_8);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : octets.length);
    if (!head) {
      exchange.getResponseBody().write(octets);
    }
  }

  static String clock(Instant at) {
    return CLOCK.format(at);
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
