package io.postern.webapp;

import io.postern.conversation.AccountDoor.Line;
import io.postern.conversation.CopyState;
import io.postern.demo.DemoCa;
import io.postern.portal.FakeMessage;
import io.postern.portal.WebServer;
import io.postern.portal.WebSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The real web listener over TLS with the web app over a fake door; a client that keeps cookies.
 */
final class AppFixture implements AutoCloseable {

  static final Instant NOW = Instant.parse("2026-11-23T10:08:00Z");

  final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  final FakeAccountDoor door = new FakeAccountDoor(now::get);
  final String base;

  /** What the browser holds. */
  final Map<String, String> jar = new LinkedHashMap<>();

  /** The last answer's {@code Set-Cookie} lines. */
  final List<String> lastCookies = new ArrayList<>();

  private final WebServer server;
  private final HttpClient http;

  AppFixture(Path folder) {
    SecureRandom random = new SecureRandom();
    DemoCa ca = new DemoCa(random, InstantSource.system());
    Path certificate = folder.resolve("web.crt");
    Path key = folder.resolve("web.key");
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ca.leaf(DemoCa.Kind.VALID, "localhost").write(certificate, key);
      port = free.getLocalPort();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    base = "https://localhost:" + port;
    WebSettings settings =
        new WebSettings(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            URI.create(base),
            List.of(),
            Optional.of(certificate),
            Optional.of(key),
            List.of(),
            ZoneId.of("Europe/Amsterdam"),
            1_000_000);
    server = WebServer.start(settings, now::get, random, new WebApp(door));
    http =
        HttpClient.newBuilder()
            .sslContext(ca.clientContext())
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /** Two conversations and their lines. */
  void fill(byte[] pdf, byte[] png) {
    door.own.clear();
    door.got.clear();
    door.inbox.clear();
    door.sent.clear();
    door.own.add(FakeMessage.bloodResults(pdf, png));
    door.own.add(
        FakeMessage.text(
            "m2", false, NOW.minusSeconds(3000), "Thank you doctor, that is good to hear."));
    door.got.add(
        FakeMessage.text("q1", false, NOW.minusSeconds(90_000), "May I stop the tablets?"));
    List<String> people =
        List.of(
            "annie.devries@home.example.net",
            "sanne.devries@home.example.net",
            "post@lindenhof.example.com",
            "r.koster@oudeveste.example.com");
    door.sent.add(
        new Line(
            FakeAccountDoor.OWN,
            "Your blood results and the plan for December",
            people,
            NOW.minusSeconds(1560),
            false,
            true,
            "Dear Mrs. de Vries, your blood results of 20 November are in",
            List.of(CopyState.ANSWERED, CopyState.OPENED, CopyState.DELIVERED, CopyState.FAILED)));
    door.inbox.add(
        new Line(
            FakeAccountDoor.GOT,
            "Your question about the <tablets>",
            List.of("Annie de Vries"),
            NOW.minusSeconds(90_000),
            true,
            false,
            "May I stop the tablets?",
            List.of()));
  }

  HttpRequest.Builder to(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
    if (!jar.isEmpty()) {
      request.header(
          "Cookie",
          jar.entrySet().stream()
              .map(one -> one.getKey() + "=" + one.getValue())
              .collect(Collectors.joining("; ")));
    }
    return request;
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    return send(request, HttpResponse.BodyHandlers.ofString());
  }

  <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
    try {
      HttpResponse<T> response = http.send(request.build(), body);
      lastCookies.clear();
      lastCookies.addAll(response.headers().allValues("Set-Cookie"));
      for (String set : lastCookies) {
        String title = set.substring(0, set.indexOf('='));
        String value = set.substring(set.indexOf('=') + 1, set.indexOf(';'));
        if (set.contains("Max-Age=0") || set.contains("Expires=Thu, 01 Jan 1970")) {
          jar.remove(title);
        } else {
          jar.put(title, value);
        }
      }
      return response;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  HttpResponse<String> get(String path) {
    return send(to(path).GET());
  }

  HttpResponse<String> post(String path, String form) {
    return send(
        to(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form)));
  }

  /** Posts with the token of {@code page}. */
  HttpResponse<String> press(String page, String path, String form) {
    return post(path, "csrf=" + csrf(page) + "&" + form);
  }

  static String csrf(String page) {
    Matcher token = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"").matcher(page);
    if (!token.find()) {
      throw new AssertionError("no token on the page:\n" + page);
    }
    return token.group(1);
  }

  /** The first factor, right. */
  HttpResponse<String> password() {
    return press(
        get("/sign-in").body(),
        "/sign-in",
        "username=" + FakeAccountDoor.ADDRESS + "&password=correct+horse");
  }

  /** All the way in. */
  void signIn() {
    jar.clear();
    password();
    press(get("/sign-in/code").body(), "/sign-in/code", "code=" + FakeAccountDoor.CODE);
  }

  @Override
  public void close() {
    http.close();
    server.close();
  }
}
