package io.postern.portal;

import io.postern.demo.DemoCa;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The real web listener over TLS with a fake door behind it, and a client that is no browser. */
final class WebFixture implements AutoCloseable {

  static final Instant NOW = Instant.parse("2026-11-23T09:46:00Z");

  final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  final FakeGuestDoor door = new FakeGuestDoor(now::get);
  final WebServer server;
  final HttpClient http;
  final int port;
  final String base;

  /** The last cookie set, as a browser would send it. */
  private @Nullable String cookie;

  WebFixture(Path folder) {
    this(folder, 2_000_000_000L);
  }

  WebFixture(Path folder, long maxUpload) {
    SecureRandom random = new SecureRandom();
    DemoCa ca = new DemoCa(random, InstantSource.system());
    try {
      ca.leaf(DemoCa.Kind.VALID, "localhost")
          .write(folder.resolve("web.crt"), folder.resolve("web.key"));
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = free.getLocalPort();
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    base = "https://localhost:" + port;
    server =
        WebServer.start(
            settings(
                port,
                base,
                Optional.of(folder.resolve("web.crt")),
                Optional.of(folder.resolve("web.key")),
                maxUpload),
            now::get,
            random,
            new GuestPortal(door, true));
    http =
        HttpClient.newBuilder()
            .sslContext(ca.clientContext())
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  static WebSettings settings(
      int port, String base, Optional<Path> certificate, Optional<Path> key, long maxUpload) {
    return new WebSettings(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        URI.create(base),
        List.of(),
        certificate,
        key,
        List.of(),
        ZoneId.of("Europe/Amsterdam"),
        maxUpload);
  }

  HttpRequest.Builder to(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
    if (cookie != null) {
      request.header("Cookie", cookie);
    }
    return request;
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    return send(request, HttpResponse.BodyHandlers.ofString());
  }

  <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
    try {
      HttpResponse<T> response = http.send(request.build(), body);
      response
          .headers()
          .firstValue("Set-Cookie")
          .filter(set -> set.startsWith(GuestDesk.COOKIE))
          .ifPresent(set -> cookie = set.substring(0, set.indexOf(';')));
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

  /** Presses with the token of the page at {@code page}. */
  HttpResponse<String> press(String page, String path, String form) {
    return post(path, "csrf=" + csrf(get(page).body()) + (form.isEmpty() ? "" : "&" + form));
  }

  static String csrf(String page) {
    Matcher token = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"").matcher(page);
    if (!token.find()) {
      throw new AssertionError("no token on the page:\n" + page);
    }
    return token.group(1);
  }

  void forgetCookie() {
    cookie = null;
  }

  /** All the way in. */
  void open() {
    String path = "/m/" + door.link(io.postern.policy.Verification.SMS).segment();
    post(path, "");
    press("/door", "/door/proof", "code=482+913");
  }

  @Override
  public void close() {
    http.close();
    server.close();
  }
}
