package io.postern.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/**
 * A person with a browser without JavaScript: follows the link of a notification, presses the
 * buttons there are, types the code, reads, answers. Knows nothing of the portal but its pages.
 * Confined to one thread; one guest is one browser with its cookies.
 */
public final class DemoGuest {

  private static final int STEPS = 8;
  private static final String CODE_FIELD = "input[autocomplete=one-time-code], input[name=code]";

  private final HttpClient browser;

  /**
   * A fresh browser.
   *
   * @param tls whom it trusts
   */
  public DemoGuest(SSLContext tls) {
    this.browser =
        HttpClient.newBuilder()
            .sslContext(tls)
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
  }

  /**
   * Opens a message.
   *
   * @param link as in the notification
   * @param code gives the code once it is known; asked again and again, so it may wait a while and
   *     answer empty
   * @return what the opened page says, mail bodies in their frames included
   * @throws IOException when the way ends elsewhere; its message says on which page, never the link
   */
  public String open(URI link, Supplier<Optional<String>> code) throws IOException {
    Document page = get(link);
    boolean typed = false;
    for (int step = 0; step < STEPS; step++) {
      Element field = page.selectFirst(CODE_FIELD);
      if (field != null) {
        Optional<String> known = code.get();
        Element form = field.closest("form");
        if (known.isPresent() && form != null) {
          page = submit(page, form, Map.of(field.attr("name"), known.get()));
          typed = true;
          continue;
        }
      } else if (typed) {
        return read(page);
      }
      Element button = otherForm(page);
      if (button == null) {
        throw new IOException("no way on from the page \"" + page.title() + "\"");
      }
      page = submit(page, button, Map.of());
    }
    throw new IOException("still not open at the page \"" + page.title() + "\"");
  }

  /** The form with the main button that wants no code: enter, ask for a code. */
  private static @Nullable Element otherForm(Document page) {
    for (String which : List.of("form[method=post]:has(.main)", "form[method=post]")) {
      for (Element form : page.select(which)) {
        if (form.selectFirst(CODE_FIELD) == null && form.selectFirst("textarea") == null) {
          return form;
        }
      }
    }
    return null;
  }

  /** The text of a page and of the frames in it. */
  private String read(Document page) throws IOException {
    StringBuilder text = new StringBuilder(page.text());
    for (Element frame : page.select("iframe[src]")) {
      text.append('\n').append(get(URI.create(frame.absUrl("src"))).text());
    }
    return text.toString();
  }

  private Document get(URI where) throws IOException {
    return follow(HttpRequest.newBuilder(where).GET());
  }

  private Document submit(Document page, Element form, Map<String, String> typed)
      throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    for (Element input : form.select("input[name], textarea[name], button[name]")) {
      String type = input.attr("type");
      if (!type.equals("file")
          && (!type.equals("checkbox") && !type.equals("radio") || input.hasAttr("checked"))) {
        values.put(input.attr("name"), input.val());
      }
    }
    values.putAll(typed);
    String action = form.hasAttr("action") ? form.absUrl("action") : page.location();
    boolean multipart = form.attr("enctype").equals("multipart/form-data");
    String boundary = "demo-guest-boundary-7MA4YWxk";
    return follow(
        HttpRequest.newBuilder(URI.create(action))
            .header("Origin", origin(URI.create(page.location())))
            .header(
                "Content-Type",
                multipart
                    ? "multipart/form-data; boundary=" + boundary
                    : "application/x-www-form-urlencoded")
            .POST(
                HttpRequest.BodyPublishers.ofByteArray(
                    multipart ? multipart(values, boundary) : encoded(values))));
  }

  private static String origin(URI page) {
    return page.getScheme() + "://" + page.getAuthority();
  }

  private static byte[] encoded(Map<String, String> values) {
    StringBuilder body = new StringBuilder();
    values.forEach((name, value) ->
        body.append(body.isEmpty() ? "" : "&")
            .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
            .append('=')
            .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return body.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] multipart(Map<String, String> values, String boundary) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    values.forEach((name, value) ->
        body.writeBytes(
            "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
                .formatted(boundary, name, value)
                .getBytes(StandardCharsets.UTF_8)));
    body.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
    return body.toByteArray();
  }

  /** Sends, and follows redirects as a browser does: with GET. */
  private Document follow(HttpRequest.Builder request) throws IOException {
    HttpRequest next = request.timeout(Duration.ofSeconds(30)).build();
    for (int hops = 0; hops < 6; hops++) {
      HttpResponse<String> response = send(next);
      Optional<String> location = response.headers().firstValue("Location");
      if (response.statusCode() / 100 == 3 && location.isPresent()) {
        next =
            HttpRequest.newBuilder(next.uri().resolve(location.get()))
                .timeout(Duration.ofSeconds(30))
                .GET()
                .build();
      } else {
        // A wrong code's page may come with a status of its own; whether it leads on, open() sees.
        return Jsoup.parse(response.body(), next.uri().toString());
      }
    }
    throw new IOException("redirects in a circle");
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return browser.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stopped);
    }
  }

  /**
   * Answers from an opened page.
   *
   * @param conversation where the message stands open, with this guest's cookies
   */
  public String answer(URI conversation, String words) throws IOException {
    Document page = get(conversation);
    Element area = page.selectFirst("form textarea[name]");
    Element form = area == null ? null : area.closest("form");
    if (area == null || form == null) {
      throw new IOException("no field to answer in on the page \"" + page.title() + "\"");
    }
    return submit(page, form, Map.of(area.attr("name"), words)).text();
  }
}
