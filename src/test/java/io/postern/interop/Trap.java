package io.postern.interop;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/** Stands for every host outside: what asks it for something has left the house. */
final class Trap implements AutoCloseable {
  /** Chromium asks these for the time and for updates, whatever page is open. */
  private static final Pattern THE_BROWSERS_OWN =
      Pattern.compile("(clients2\\.google|update\\.googleapis)\\.com");

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  Trap() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String host = exchange.getRequestHeaders().getFirst("Host");
            if (!THE_BROWSERS_OWN.matcher(host).matches()) {
              asked.add(host + exchange.getRequestURI());
            }
            exchange.sendResponseHeaders(204, -1);
          }
        });
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Host and path of every request. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
