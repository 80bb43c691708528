package io.postern.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Everybody's inbox in the small internet, as pages: what each mail host took, with links that can
 * be clicked.
 */
final class DemoMailbox implements AutoCloseable {

  private static final Pattern ONE = Pattern.compile("/mail/([0-9]{1,9})(\\.eml|\\.html)?");
  private static final Pattern LINK = Pattern.compile("https?://[^\\s&\"']+");

  private final HttpServer server;
  private final CapturedMails mails;
  private final URI texts;

  /**
   * Opens the pages on 127.0.0.1.
   *
   * @param port 0 for any free one
   * @param texts where the text messages are shown
   */
  DemoMailbox(int port, CapturedMails mails, URI texts) throws IOException {
    this.mails = mails;
    this.texts = texts;
    this.server = Page.serve("The demo's mailbox page", port);
    server.createContext("/", Page.handler(this::show));
    server.start();
  }

  /** Where it is. */
  URI page() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void show(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Matcher one = ONE.matcher(path);
    Optional<CapturedMail> mail =
        one.matches() ? mails.number(Long.parseLong(one.group(1))) : Optional.empty();
    if (mail.isPresent() && ".eml".equals(one.group(2))) {
      raw(exchange, mail.get());
    } else if (mail.isPresent() && ".html".equals(one.group(2))) {
      asSeen(exchange, mail.get());
    } else if (mail.isPresent()) {
      Page.html(exchange, 200, mail.get().subject(), letter(mail.get()));
    } else if (path.equals("/")) {
      Page.html(exchange, 200, "Everybody's mail", list());
    } else {
      Page.html(exchange, 404, "Nothing here", "<p><a href=\"/\">Everybody's mail</a>");
    }
  }

  private String list() {
    StringBuilder rows =
        new StringBuilder(
            "<nav><a href=\"%s\">Text messages</a></nav><table><tr><th>At<th>To<th>From<th>Subject<th>Came over"
                .formatted(Page.escape(texts.toString())));
    for (CapturedMail mail : mails.all().reversed()) {
      rows.append(
          "<tr><td class=soft>%s<td>%s<td>%s<td><a href=\"/mail/%d\">%s</a><td class=soft>%s"
              .formatted(
                  Page.clock(mail.at()),
                  Page.escape(String.join(", ", mail.recipients())),
                  Page.escape(mail.header("From").orElse("")),
                  mail.number(),
                  Page.escape(mail.subject().isBlank() ? "(no subject)" : mail.subject()),
                  Page.escape(over(mail))));
    }
    return rows + "</table>";
  }

  private String letter(CapturedMail mail) {
    StringBuilder page = new StringBuilder("<nav><a href=\"/\">Everybody's mail</a> ");
    page.append(
        "<a href=\"/mail/%d.eml\">The bytes (.eml)</a> <a href=\"%s\">Text messages</a></nav><table>"
            .formatted(mail.number(), Page.escape(texts.toString())));
    row(page, "From", mail.header("From").orElse(""));
    row(page, "To", mail.header("To").orElse(""));
    row(page, "Taken by", mail.host() + " for " + String.join(", ", mail.recipients()));
    row(page, "Reports go to", mail.from().isEmpty() ? "nobody" : mail.from());
    row(page, "Came over", over(mail));
    page.append("</table>");
    for (String link : mail.links()) {
      page.append(
          "<p><a class=go rel=noreferrer href=\"%s\">%s</a>"
              .formatted(Page.escape(link), Page.escape(link)));
    }
    if (mail.firstText("text/html").isPresent()) {
      page.append(
          "<iframe sandbox title=\"The mail as its reader sees it\" src=\"/mail/%d.html\"></iframe><h2>Its text half</h2>"
              .formatted(mail.number()));
    }
    String text = Page.escape(mail.text());
    page.append("<pre>")
        .append(
            LINK.matcher(text)
                .replaceAll(link -> Matcher.quoteReplacement("<u>" + link.group() + "</u>")))
        .append("</pre>");
    return page.toString();
  }

  private static void row(StringBuilder page, String name, String value) {
    page.append("<tr><th>").append(name).append("<td>").append(Page.escape(value));
  }

  private static String over(CapturedMail mail) {
    String tls = mail.tls();
    return tls == null ? "no encryption" : tls;
  }

  /** The HTML half for its frame: nothing runs in it and nothing is fetched. */
  private static void asSeen(HttpExchange exchange, CapturedMail mail) throws IOException {
    byte[] html = mail.firstText("text/html").orElse("").getBytes(StandardCharsets.UTF_8);
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "text/html; charset=utf-8");
    headers.set(
        "Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'");
    headers.set("X-Content-Type-Options", "nosniff");
    exchange.sendResponseHeaders(200, html.length == 0 ? -1 : html.length);
    exchange.getResponseBody().write(html);
  }

  private static void raw(HttpExchange exchange, CapturedMail mail) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange.sendResponseHeaders(200, mail.size() == 0 ? -1 : mail.size());
    try (InputStream in = mail.open()) {
      in.transferTo(exchange.getResponseBody());
    }
  }
}
