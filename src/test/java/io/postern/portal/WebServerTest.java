package io.postern.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.postern.policy.Verification;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class WebServerTest {

  private static WebFixture web;

  @BeforeAll
  static void start(@TempDir Path folder) {
    web = new WebFixture(folder);
  }

  @AfterAll
  static void stop() {
    web.close();
  }

  @BeforeEach
  void tidy() {
    web.forgetCookie();
  }

  /** Speaks HTTP by hand: a well-behaved client would not send these. */
  private static String raw(String request) throws IOException {
    try (Socket socket = web.http.sslContext().getSocketFactory().createSocket()) {
      socket.connect(
          new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), web.port), 5_000);
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/m/x", "/door", "/nothing", "/o/xyz/brand.css", "/read/image/x"})
  void everyAnswerBearsTheSafeHeaders(String path) {
    HttpResponse<String> answer = web.get(path);
    var headers = answer.headers();
    assertThat(headers.firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "frame-ancestors 'none'", "form-action 'self'")
        .doesNotContain("unsafe", "http:", "https:", "*");
    assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(headers.firstValue("Referrer-Policy")).hasValue("no-referrer");
    assertThat(headers.firstValue("Cache-Control")).hasValue("no-store");
    assertThat(headers.firstValue("X-Robots-Tag").orElseThrow()).contains("noindex");
    assertThat(headers.firstValue("Permissions-Policy")).isPresent();
    assertThat(headers.firstValue("Strict-Transport-Security").orElseThrow())
        .startsWith("max-age=31536000");
    assertThat(headers.firstValue("Server")).isEmpty();
    assertThat(headers.firstValue("X-Powered-By")).isEmpty();
  }

  @Test
  void pagesHoldNoScriptNoInlineStyleAndNothingFromElsewhere() {
    String page = web.get("/m/" + web.door.link(Verification.SMS).segment()).body();
    assertThat(page)
        .doesNotContain("<script", "<style", " style=", "javascript:", "onclick", "http://")
        .doesNotContain("https://");
  }

  @Test
  void onlyConfiguredNamesAreAnswered() throws IOException {
    String link = "/m/" + web.door.link(Verification.SMS).segment();
    int looks = web.door.looks.get();
    for (String host :
        List.of("evil.example", "localhost", "localhost:1", "127.0.0.1:" + web.port)) {
      String answer =
          raw("GET " + link + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
      assertThat(answer).as(host).startsWith("HTTP/1.1 421").doesNotContain("St. Anna");
    }
    String forwarded =
        raw(
            "GET "
                + link
                + " HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: localhost:"
                + web.port
                + "\r\nConnection: close\r\n\r\n");
    assertThat(forwarded).startsWith("HTTP/1.1 421");
    assertThat(web.door.looks.get()).isEqualTo(looks);
    assertThat(
            raw(
                "GET "
                    + link
                    + " HTTP/1.1\r\nHost: LOCALHOST:"
                    + web.port
                    + "\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void anotherMethodIsRefusedWithTheAllowedOnes() {
    HttpResponse<String> deleted = web.send(web.to("/door").DELETE());
    assertThat(deleted.statusCode()).isEqualTo(405);
    assertThat(deleted.headers().firstValue("Allow")).hasValue("GET, HEAD");
    assertThat(web.get("/door/proof").headers().firstValue("Allow")).hasValue("POST");
    assertThat(
            web.send(web.to("/m/x").method("TRACE", HttpRequest.BodyPublishers.noBody()))
                .statusCode())
        .isEqualTo(405);
  }

  @Test
  void stylesheetsAreNamedByTheirContentAndMayBeKept() {
    String page = web.get("/m/" + web.door.link(Verification.SMS).segment()).body();
    Matcher css = Pattern.compile("href=\"(/[so]/[^\"]+\\.css)\"").matcher(page);
    List<String> sheets = css.results().map(match -> match.group(1)).toList();
    assertThat(sheets).hasSize(2).contains("/o/7a2e6e/brand.css");
    for (String sheet : sheets) {
      HttpResponse<String> answer = web.get(sheet);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/css;charset=utf-8");
      assertThat(answer.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
      assertThat(answer.body()).contains("--accent:");
      HttpResponse<byte[]> zipped =
          web.send(
              web.to(sheet).header("Accept-Encoding", "gzip").GET(),
              HttpResponse.BodyHandlers.ofByteArray());
      assertThat(zipped.headers().firstValue("Content-Encoding")).hasValue("gzip");
      assertThat(zipped.body().length).isLessThan(12_000);
    }
    assertThat(web.get("/o/red/brand.css").statusCode()).isEqualTo(404);
  }

  @Test
  void speaksTls12And13Only() throws IOException {
    for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
      try (SSLSocket socket =
          (SSLSocket)
              web.http
                  .sslContext()
                  .getSocketFactory()
                  .createSocket(InetAddress.getLoopbackAddress(), web.port)) {
        socket.setEnabledProtocols(new String[] {protocol});
        socket.startHandshake();
        assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
      }
    }
    try (SSLSocket socket =
        (SSLSocket)
            web.http
                .sslContext()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), web.port)) {
      socket.setEnabledProtocols(new String[] {"TLSv1.1"});
      assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
    }
  }

  @Test
  void withoutACertificateOnlyLoopbackMayBeServed() {
    assertThatThrownBy(() ->
            new WebSettings(
                new java.net.InetSocketAddress("0.0.0.0", 80),
                java.net.URI.create("http://post.example"),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                java.time.ZoneId.of("UTC"),
                1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("loopback");
  }

  @Test
  void noLogLineHoldsTheLinksPathWhateverHappensOnIt() throws IOException {
    LoggerContext logs = (LoggerContext) LoggerFactory.getILoggerFactory();
    ch.qos.logback.classic.Logger root = logs.getLogger("ROOT");
    ch.qos.logback.classic.Logger ours = logs.getLogger("io.postern");
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    List<String> container = Collections.synchronizedList(new ArrayList<>());
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            container.add(line.getMessage() + " " + line.getThrown());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Level before = root.getLevel();
    lines.start();
    root.addAppender(lines);
    // More than the default: even with every framework's own debugging on.
    root.setLevel(Level.TRACE);
    ours.setLevel(Level.TRACE);
    java.util.logging.Logger.getLogger("").addHandler(handler);
    try {
      String secret = web.door.link(Verification.SMS).segment();
      web.get("/m/" + secret);
      web.post("/m/" + secret, "");
      web.send(web.to("/m/" + secret).DELETE());
      web.get("/m/" + secret + "/more");
      web.get("/m/" + secret + "?x=1");
      web.open();
      web.door.messages.clear();
      web.door.messages.add(FakeMessage.bloodResults(new byte[9], new byte[9]));
      Matcher image =
          Pattern.compile("/read/image/([^\"]+)\"").matcher(web.get("/read/frame/m1").body());
      assertThat(image.find()).isTrue();
      web.get("/read/image/" + image.group(1));
      // The door breaks while it looks.
      web.door.broken = true;
      assertThat(web.get("/m/" + secret).statusCode()).isEqualTo(500);
      web.door.broken = false;
      for (String bad : List.of(" \u0001", "<>", "%zz", "%2f", "\u00ff", "|{}")) {
        raw(
            "GET /m/"
                + secret
                + bad
                + " HTTP/1.1\r\nHost: localhost:"
                + web.port
                + "\r\nConnection: close\r\n\r\n");
      }
      List<String> written = new ArrayList<>(container);
      for (ILoggingEvent line : List.copyOf(lines.list)) {
        if (line.getLoggerName().startsWith("jdk.")) {
          continue; // the test's own HTTP client
        }
        written.add(line.getLoggerName() + " " + line.getFormattedMessage());
        for (var cause = line.getThrowableProxy(); cause != null; cause = cause.getCause()) {
          written.add(cause.getMessage());
        }
      }
      assertThat(written).anyMatch(line -> line.contains("/m/…"));
      assertThat(written).noneMatch(line -> line != null && line.contains(secret));
      assertThat(written).noneMatch(line -> line != null && line.contains(image.group(1)));
    } finally {
      web.door.broken = false;
      root.setLevel(before);
      ours.setLevel(null);
      root.detachAppender(lines);
      java.util.logging.Logger.getLogger("").removeHandler(handler);
    }
  }

  @Test
  void aFailureIsAPageWithoutTraces() {
    web.open();
    web.door.messages.clear();
    // A conversation without messages cannot be: the page breaks on it.
    HttpResponse<String> page = web.get("/read");
    assertThat(page.statusCode()).isEqualTo(500);
    assertThat(page.headers().firstValue("Content-Security-Policy")).isPresent();
    assertThat(page.body())
        .contains("Something went wrong on our side")
        .doesNotContain("Exception", "at io.", "Tomcat", "Spring", "jte");
  }

  @Test
  void fieldsThatCannotBeReadAreNoFields() {
    String link = "/m/" + web.door.link(Verification.SMS).segment();
    HttpResponse<String> query = web.send(web.to(link + "?lang=%C3").GET());
    assertThat(query.statusCode()).isEqualTo(200);
    web.post(link, "");
    int before = web.door.typed.size();
    String csrf = WebFixture.csrf(web.get("/door").body());
    assertThat(web.post("/door/proof", "csrf=" + csrf + "&code=%zz").statusCode()).isEqualTo(403);
    String endless = "code=1&csrf=" + csrf + "&x=" + "y".repeat(200_000);
    assertThat(web.post("/door/proof", endless).statusCode()).isEqualTo(403);
    assertThat(web.door.typed).hasSize(before);
  }

  @Test
  void malformedRequestsGetNoBanner() throws IOException {
    String answer =
        raw(
            "GET /a%2fb%00 HTTP/1.1\r\nHost: localhost:"
                + web.port
                + "\r\nConnection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 4").doesNotContainIgnoringCase("tomcat", "apache");
    assertThat(raw("nonsense\r\n\r\n")).doesNotContainIgnoringCase("tomcat", "apache");
  }
}
