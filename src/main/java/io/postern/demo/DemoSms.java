package io.postern.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The text message gateway of the small internet. {@code POST /send} takes JSON {@code
 * {"to":"+31…","text":"…"}} and answers {@code {"id":"N"}}; {@code GET /} shows what came.
 * Thread-safe.
 */
public final class DemoSms implements AutoCloseable {

  /** One text message as a phone would show it. */
  public record Text(long number, Instant at, String to, String text) {}

  private static final Pattern CODE = Pattern.compile("#([0-9]{6})\\b");
  private static final int LARGEST = 64 * 1024;

  private final HttpServer server;
  private final InstantSource time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final List<Text> texts = new ArrayList<>();
  private int failures;

  /**
   * Opens the gateway on 127.0.0.1.
   *
   * @param port 0 for any free one
   * @throws PortInUse when it cannot listen
   */
  public DemoSms(int port, InstantSource time) throws IOException {
    this.time = time;
    this.server = Page.serve("The demo's text message gateway", port);
    server.createContext("/send", Page.handler(this::take));
    server.createContext("/", Page.handler(this::show));
    server.start();
  }

  /** Where text messages are posted. */
  public URI endpoint() {
    return page().resolve("/send");
  }

  /** The page that shows them. */
  public URI page() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  /** A snapshot, in order of arrival. */
  public List<Text> texts() {
    lock.lock();
    try {
      return List.copyOf(texts);
    } finally {
      lock.unlock();
    }
  }

  /** The next so many texts are refused with 503. */
  public void failNext(int times) {
    lock.lock();
    try {
      failures = times;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for a text.
   *
   * @param to E.164
   * @param after only one with a higher number counts; 0 for any
   * @return the newest, or empty when none came in time
   */
  public Optional<Text> await(String to, long after, Duration patience) {
    long left = patience.toNanos();
    lock.lock();
    try {
      while (true) {
        Optional<Text> found =
            texts.reversed().stream()
                .filter(text -> text.to().equals(to) && text.number() > after)
                .findFirst();
        if (found.isPresent() || left <= 0) {
          return found;
        }
        left = arrived.awaitNanos(left);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** The one-time code in a text: what follows the number sign in its last line (SPEC 8.3). */
  public static Optional<String> code(Text text) {
    return CODE.matcher(text.text()).results().map(r -> r.group(1)).reduce((_, last) -> last);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void take(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(LARGEST);
    Optional<Map<?, ?>> json = json(new String(body, StandardCharsets.UTF_8));
    if (!exchange.getRequestMethod().equals("POST") || json.isEmpty()) {
      answer(exchange, 400, "{\"error\":\"POST {\\\"to\\\":…,\\\"text\\\":…}\"}");
      return;
    }
    String to = String.valueOf(json.get().get("to"));
    String text = String.valueOf(json.get().get("text"));
    lock.lock();
    long number;
    try {
      if (failures > 0) {
        failures--;
        number = -1;
      } else {
        number = texts.size() + 1L;
        texts.add(new Text(number, time.instant(), to, text));
        arrived.signalAll();
      }
    } finally {
      lock.unlock();
    }
    answer(exchange, number < 0 ? 503 : 200, "{\"id\":\"" + number + "\"}");
  }

  /** JSON is YAML; the safe constructor makes maps, lists and scalars only. */
  private static Optional<Map<?, ?>> json(String text) {
    try {
      Object value = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
      return value instanceof Map<?, ?> map && map.containsKey("to") && map.containsKey("text")
          ? Optional.of(map)
          : Optional.empty();
    } catch (YAMLException notJson) {
      return Optional.empty();
    }
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    byte[] octets = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, octets.length);
    exchange.getResponseBody().write(octets);
  }

  private void show(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestURI().getPath().equals("/")) {
      Page.html(exchange, 404, "Nothing here", "");
      return;
    }
    StringBuilder rows = new StringBuilder("<table><tr><th>At<th>To<th>Text");
    for (Text text : texts().reversed()) {
      rows.append(
          "<tr><td class=soft>%s<td>%s<td><pre>%s</pre>"
              .formatted(Page.clock(text.at()), Page.escape(text.to()), Page.escape(text.text())));
    }
    Page.html(exchange, 200, "Text messages", rows + "</table>");
  }
}
