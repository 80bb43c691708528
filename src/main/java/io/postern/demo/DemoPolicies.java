package io.postern.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The web server of every domain's MTA-STS policy (RFC 8461 section 3.3), told apart by the name
 * they are asked under. Thread-safe.
 */
final class DemoPolicies implements AutoCloseable {
  private static final String PATH = "/.well-known/mta-sts.txt";

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, String> policies;

  /**
   * @param port on loopback, 0 for any free one
   * @param policies by domain
   */
  DemoPolicies(int port, DemoCa ca, Map<String, String> policies) throws IOException {
    this.policies = Map.copyOf(policies);
    InetSocketAddress where = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try {
      server = HttpsServer.create(where, 0);
    } catch (BindException taken) {
      throw new PortInUse("The demo's server of MTA-STS policies", where, taken);
    }
    String[] names =
        policies.keySet().stream().map(domain -> "mta-sts." + domain).toArray(String[]::new);
    server.setHttpsConfigurator(
        new HttpsConfigurator(ca.leaf(DemoCa.Kind.VALID, names).serverContext()));
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String host = String.valueOf(exchange.getRequestHeaders().getFirst("Host")).split(":", 2)[0];
      String policy =
          host.startsWith("mta-sts.") && exchange.getRequestURI().getPath().equals(PATH)
              ? policies.get(host.substring("mta-sts.".length()))
              : null;
      if (policy == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      byte[] text = policy.getBytes(StandardCharsets.US_ASCII);
      exchange.getResponseHeaders().set("Content-Type", "text/plain");
      exchange.sendResponseHeaders(200, text.length);
      exchange.getResponseBody().write(text);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
