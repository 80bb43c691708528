package io.postern;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/**
 * A browser without JavaScript, driven step by step. Knows forms, links and cookies, nothing of the
 * gateway. Confined to one thread.
 */
final class Visitor {
  private static final String CODE = "input[name=code]";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient browser;

  Visitor(SSLContext tls) {
    this.browser =
        HttpClient.newBuilder()
            .sslContext(tls)
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /** What came, after redirects. */
  record Page(int status, URI at, Document document) {
    String text() {
      return document.text();
    }

    boolean wantsCode() {
      return document.selectFirst(CODE) != null;
    }

    /** Where the first attachment can be downloaded. */
    URI file() {
      Element file = document.selectFirst("a[href*=/file/]");
      if (file == null) {
        throw new AssertionError("no attachment on the page: " + document.title());
      }
      return URI.create(file.absUrl("href"));
    }

    /** The form whose action ends so. */
    Element form(String action) {
      for (Element form : document.select("form")) {
        if (form.attr("action").endsWith(action)) {
          return form;
        }
      }
      throw new AssertionError("no form " + action + " on the page: " + document.title());
    }
  }

  /** A file to send along. */
  record Enclosure(String name, String text) {}

  Page get(URI where) throws IOException {
    return follow(HttpRequest.newBuilder(where).GET());
  }

  Page head(URI where) throws IOException {
    return follow(HttpRequest.newBuilder(where).method("HEAD", none()));
  }

  private static HttpRequest.BodyPublisher none() {
    return HttpRequest.BodyPublishers.noBody();
  }

  /** Opens the link and presses the main button. */
  Page enter(URI link) throws IOException {
    Page landing = get(link);
    Element main = landing.document().selectFirst("form[method=post]:has(.main)");
    if (main == null) {
      throw new IOException("no way in on the page: " + landing.document().title());
    }
    return press(landing, main, null, Map.of());
  }

  /** Types a code where one is wanted. */
  Page prove(Page door, String code) throws IOException {
    Element field = door.document().selectFirst(CODE);
    Element form = field == null ? null : field.closest("form");
    if (form == null) {
      throw new IOException("no code is wanted on the page: " + door.document().title());
    }
    return press(door, form, null, Map.of("code", code));
  }

  Page answer(Page reading, String words, boolean toAll, Enclosure... files) throws IOException {
    Element form = reading.form("/answer");
    Map<String, String> typed = new LinkedHashMap<>();
    typed.put("text", words);
    if (toAll) {
      typed.put("to", "all");
    }
    return press(reading, form, null, typed, files);
  }

  /** The page's text and that of the frames in it. */
  String read(Page page) throws IOException {
    StringBuilder text = new StringBuilder(page.text());
    for (Element frame : page.document().select("iframe[src]")) {
      text.append('\n').append(get(URI.create(frame.absUrl("src"))).text());
    }
    return text.toString();
  }

  byte[] download(URI file) throws IOException {
    return send(
            HttpRequest.newBuilder(file).timeout(PATIENCE).GET().build(),
            HttpResponse.BodyHandlers.ofByteArray())
        .body();
  }

  /** SHA-256 of a file, however large. */
  byte[] digest(URI file) throws IOException {
    try (InputStream body =
            send(
                    HttpRequest.newBuilder(file).GET().build(),
                    HttpResponse.BodyHandlers.ofInputStream())
                .body();
        DigestInputStream read =
            new DigestInputStream(body, MessageDigest.getInstance("SHA-256"))) {
      read.transferTo(OutputStream.nullOutputStream());
      return read.getMessageDigest().digest();
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Every button of every form of the page, each pressed once; a scanner has no judgement. */
  List<Page> pressEverything(Page page) throws IOException {
    List<Page> came = new ArrayList<>();
    for (Element form : page.document().select("form")) {
      List<Element> buttons = new ArrayList<>(form.select("button, input[type=submit]"));
      for (Element button : buttons) {
        came.add(press(page, form, button, Map.of()));
      }
    }
    return came;
  }

  Page press(
      Page page,
      Element form,
      @Nullable Element button,
      Map<String, String> typed,
      Enclosure... files)
      throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    for (Element field : form.select("input[name], textarea[name]")) {
      boolean choice = field.attr("type").equals("radio") || field.attr("type").equals("checkbox");
      if (!field.attr("type").equals("file") && (!choice || field.hasAttr("checked"))) {
        values.put(field.attr("name"), field.val());
      }
    }
    if (button != null && button.hasAttr("name")) {
      values.put(button.attr("name"), button.val());
    }
    values.putAll(typed);
    URI action =
        URI.create(form.hasAttr("action") ? form.absUrl("action") : page.document().location());
    if (form.attr("method").equalsIgnoreCase("get")) {
      return get(URI.create(action + "?" + encoded(values)));
    }
    boolean multipart = form.attr("enctype").equals("multipart/form-data");
    return follow(
        HttpRequest.newBuilder(action)
            .header("Origin", page.at().getScheme() + "://" + page.at().getAuthority())
            .header(
                "Content-Type",
                multipart
                    ? "multipart/form-data; boundary=visitor-7MA4YWxk"
                    : "application/x-www-form-urlencoded")
            .POST(
                HttpRequest.BodyPublishers.ofByteArray(
                    multipart
                        ? multipart(values, files)
                        : encoded(values).getBytes(StandardCharsets.US_ASCII))));
  }

  /** Announces a file as the page's script does; where it is. */
  URI begin(URI where, Map<String, String> about) throws IOException {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(where)
                .timeout(PATIENCE)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(encoded(about)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 201) {
      throw new AssertionError("not begun: " + answer.statusCode() + " " + answer.body());
    }
    return where.resolve(answer.headers().firstValue("Location").orElseThrow());
  }

  /** Sends a piece of it; the status. */
  int piece(URI file, String token, long offset, byte[] octets) throws IOException {
    return send(
            HttpRequest.newBuilder(file)
                .timeout(PATIENCE)
                .header("Content-Type", "application/offset+octet-stream")
                .header("X-Postern-Form", token)
                .header("Upload-Offset", Long.toString(offset))
                .method("PATCH", HttpRequest.BodyPublishers.ofByteArray(octets))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  /** How much of it is there. */
  long offset(URI file) throws IOException {
    return send(
            HttpRequest.newBuilder(file).timeout(PATIENCE).method("HEAD", none()).build(),
            HttpResponse.BodyHandlers.ofString())
        .headers()
        .firstValueAsLong("Upload-Offset")
        .orElse(-1);
  }

  private static String encoded(Map<String, String> values) {
    StringBuilder body = new StringBuilder();
    values.forEach((name, value) ->
        body.append(body.isEmpty() ? "" : "&")
            .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
            .append('=')
            .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return body.toString();
  }

  private static byte[] multipart(Map<String, String> values, Enclosure[] files) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    values.forEach((name, value) ->
        body.writeBytes(
            "--visitor-7MA4YWxk\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
                .formatted(name, value)
                .getBytes(StandardCharsets.UTF_8)));
    for (Enclosure file : files) {
      body.writeBytes(
          ("--visitor-7MA4YWxk\r\nContent-Disposition: form-data; name=\"files\";"
                  + " filename=\"%s\"\r\nContent-Type: text/plain\r\n\r\n%s\r\n")
              .formatted(file.name(), file.text())
              .getBytes(StandardCharsets.UTF_8));
    }
    body.writeBytes("--visitor-7MA4YWxk--\r\n".getBytes(StandardCharsets.US_ASCII));
    return body.toByteArray();
  }

  private Page follow(HttpRequest.Builder request) throws IOException {
    HttpRequest next = request.timeout(PATIENCE).build();
    for (int hops = 0; hops < 6; hops++) {
      HttpResponse<String> response =
          send(next, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      Optional<String> location = response.headers().firstValue("Location");
      if (response.statusCode() / 100 != 3 || location.isEmpty()) {
        return new Page(
            response.statusCode(), next.uri(), Jsoup.parse(response.body(), next.uri().toString()));
      }
      next =
          HttpRequest.newBuilder(next.uri().resolve(location.get()))
              .timeout(PATIENCE)
              .GET()
              .build();
    }
    throw new IOException("redirects in a circle");
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws IOException {
    try {
      return browser.send(request, handler);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stopped);
    }
  }
}
