package io.postern.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The guest finds the way through pages built like the portal's, as a person would. */
class DemoGuestTest {

  private HttpServer portal;
  private final List<String> pressed = new ArrayList<>();
  private URI link = URI.create("http://unset");

  @BeforeEach
  void open() throws IOException {
    portal = Page.serve("test portal", 0);
    link = URI.create("http://127.0.0.1:" + portal.getAddress().getPort() + "/m/secret");
    portal.createContext("/", Page.handler(this::answer));
    portal.start();
  }

  @AfterEach
  void close() {
    portal.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String step = exchange.getRequestMethod() + " " + path;
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String cookie = String.valueOf(exchange.getRequestHeaders().getFirst("Cookie"));
    pressed.add(step + (body.isEmpty() ? "" : " " + body));
    switch (step) {
      case "GET /m/secret" ->
          page(
              exchange,
              "<form method=post action=/enter><input type=hidden name=_csrf value=t1>"
                  + "<button class='btn main'>Text me the code</button></form>");
      case "POST /enter" -> {
        exchange.getResponseHeaders().add("Set-Cookie", "session=s1; Path=/; HttpOnly");
        exchange.getResponseHeaders().add("Location", "/code");
        exchange.sendResponseHeaders(303, -1);
      }
      case "GET /code" ->
          page(
              exchange,
              "<form method=post action=/prove><input type=hidden name=_csrf value=t2>"
                  + "<input name=code autocomplete=one-time-code><button class=main>Open</button>"
                  + "</form><form method=post action=/ask><button>Send a new code</button></form>");
      case "POST /ask" -> {
        exchange.getResponseHeaders().add("Location", "/code");
        exchange.sendResponseHeaders(303, -1);
      }
      case "POST /prove" ->
          page(
              exchange,
              cookie.contains("session=s1") && body.equals("_csrf=t2&code=123456")
                  ? "<h1>Subject</h1><iframe src=/body></iframe>"
                  : "<form method=post action=/prove><input name=code></form>");
      case "GET /body" -> page(exchange, "the words");
      default -> exchange.sendResponseHeaders(404, -1);
    }
  }

  private static void page(HttpExchange exchange, String html) throws IOException {
    byte[] octets = ("<title>Door</title>" + html).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "text/html");
    exchange.sendResponseHeaders(200, octets.length);
    exchange.getResponseBody().write(octets);
  }

  @Test
  void asksForTheCodeTypesItAndReadsTheFrame() throws Exception {
    Iterator<Optional<String>> codes =
        List.of(Optional.<String>empty(), Optional.of("123456")).iterator();
    String read = new DemoGuest(SSLContext.getDefault()).open(link, codes::next);
    assertThat(read).contains("Subject", "the words");
    assertThat(pressed)
        .containsExactly(
            "GET /m/secret",
            "POST /enter _csrf=t1",
            "GET /code",
            "POST /ask",
            "GET /code",
            "POST /prove _csrf=t2&code=123456",
            "GET /body");
  }

  @Test
  void aWrongCodeEndsInAnErrorThatDoesNotNameTheLink() {
    Supplier<Optional<String>> wrong = () -> Optional.of("000000");
    assertThatThrownBy(() -> new DemoGuest(SSLContext.getDefault()).open(link, wrong))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("still not open at the page \"Door\"")
        .hasMessageNotContaining("secret");
  }
}
