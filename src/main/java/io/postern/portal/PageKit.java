package io.postern.portal;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import io.postern.conversation.SessionSecret;
import io.postern.directory.Brand;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * What every page needs, shared by all doors: languages, layout, times, tokens, cookies. Made by
 * {@link WebServer}; thread-safe.
 *
 * <p>A page is made in two steps: {@link #scene} says who hosts it, in which language and under
 * which title; {@link #show} renders a template of {@code src/main/jte} with a model that holds the
 * scene.
 */
public final class PageKit {

  private static final TemplateEngine TEMPLATES =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, PageKit.class.getClassLoader(), "io.postern.pages");

  /** Remembers the language chosen by link; holds two letters and nothing about anybody. */
  static final String LANGUAGE_COOKIE = "__Host-postern-lang";

  private final WebSettings settings;
  private final Set<String> hosts;
  private final InstantSource clock;
  private final SecureRandom random;

  PageKit(WebSettings settings, InstantSource clock, SecureRandom random) {
    this.settings = settings;
    this.hosts = settings.hosts();
    this.clock = clock;
    this.random = random;
  }

  public WebSettings settings() {
    return settings;
  }

  public Instant now() {
    return clock.instant();
  }

  public ZoneId zone() {
    return settings.zone();
  }

  public InstantSource clock() {
    return clock;
  }

  public SecureRandom random() {
    return random;
  }

  /**
   * The words for this request: the link just pressed, else the language pressed earlier, else the
   * door's, else what the browser prefers.
   */
  public Texts texts(HttpServletRequest request, @Nullable Locale ofDoor) {
    Optional<Locale> chosen = language(parameter(request, "lang"));
    if (chosen.isEmpty()) {
      chosen = cookie(request, LANGUAGE_COOKIE).flatMap(PageKit::language);
    }
    if (chosen.isPresent()) {
      return Texts.of(chosen.get());
    }
    if (ofDoor != null) {
      return Texts.of(ofDoor);
    }
    var preferred = request.getLocales();
    for (int i = 0; i < 10 && preferred.hasMoreElements(); i++) {
      Optional<Locale> known = language(preferred.nextElement().getLanguage());
      if (known.isPresent()) {
        return Texts.of(known.get());
      }
    }
    return Texts.english();
  }

  private static Optional<Locale> language(@Nullable String code) {
    return code != null && Texts.LANGUAGES.contains(code)
        ? Optional.of(Locale.of(code))
        : Optional.empty();
  }

  /**
   * The frame of a page.
   *
   * @param host whose page it is, or null when nobody may know
   * @param title what the page is, without the host's name
   */
  public Scene scene(HttpServletRequest request, Texts texts, @Nullable Brand host, String title) {
    // HostGuard let only our own names through.
    String shown = Optional.ofNullable(request.getHeader("Host")).orElse("");
    String address =
        hosts.contains(shown.toLowerCase(Locale.ROOT)) ? shown : hosts.iterator().next();
    return new Scene(texts, host, title, address, zone(), now());
  }

  /** Renders {@code template} (without {@code .jte}) with its model. */
  public ServerResponse show(
      HttpServletRequest request, int status, String template, Object model) {
    return show(request, status, template, model, plain -> {});
  }

  /**
   * The same with more.
   *
   * @param more sets cookies, adds headers
   */
  public ServerResponse show(
      HttpServletRequest request,
      int status,
      String template,
      Object model,
      Consumer<ServerResponse.BodyBuilder> more) {
    return show(request, status, template, model, more, SafeHeaders.PAGE_POLICY);
  }

  /** The same for a page with the editor: our own script may run on it, on no other. */
  public ServerResponse showEditor(
      ServerRequest request, int status, String template, Object model) {
    return show(
        request.servletRequest(), status, template, model, plain -> {}, SafeHeaders.EDITOR_POLICY);
  }

  private ServerResponse show(
      HttpServletRequest request,
      int status,
      String template,
      Object model,
      Consumer<ServerResponse.BodyBuilder> more,
      String policy) {
    Utf8ByteOutput page = new Utf8ByteOutput();
    TEMPLATES.render(template + ".jte", model, page);
    ServerResponse.BodyBuilder response =
        ServerResponse.status(status)
            .header("Content-Type", "text/html; charset=utf-8")
            .header("Content-Length", Integer.toString(page.getContentLength()));
    language(parameter(request, "lang"))
        .ifPresent(chosen ->
            response.cookie(cookie(LANGUAGE_COOKIE, chosen.getLanguage(), 365 * 24 * 3600)));
    more.accept(response);
    return response.build((req, res) -> {
      res.setHeader("Content-Security-Policy", policy);
      page.writeTo(res.getOutputStream());
      return null;
    });
  }

  /** {@link #show} for a handler that holds a {@link ServerRequest}. */
  public ServerResponse show(ServerRequest request, int status, String template, Object model) {
    return show(request.servletRequest(), status, template, model);
  }

  /** The same with cookies to set, headers to add. */
  public ServerResponse show(
      ServerRequest request,
      int status,
      String template,
      Object model,
      Consumer<ServerResponse.BodyBuilder> more) {
    return show(request.servletRequest(), status, template, model, more);
  }

  /** {@code 303} to a path of our own, so that a reload does not press the button again. */
  public ServerResponse.BodyBuilder goTo(String path) {
    return ServerResponse.status(303).header("Location", path);
  }

  /** One of the plain pages of {@link Problem}. */
  public ServerResponse problem(HttpServletRequest request, Problem problem) {
    return problem(request, problem, plain -> {});
  }

  ServerResponse problem(
      HttpServletRequest request, Problem problem, Consumer<ServerResponse.BodyBuilder> more) {
    Texts texts = texts(request, null);
    Problem.Page page = problem.page(scene(request, texts, null, ""), texts);
    return show(request, problem.status(), "problem", page, more);
  }

  /**
   * A field of the query or of a small form; null when there is none, or when what came cannot be
   * read as fields at all: broken or too much. Then nothing was said, and no token either.
   */
  public static @Nullable String parameter(HttpServletRequest request, String name) {
    try {
      return request.getParameter(name);
    } catch (IllegalStateException unreadable) {
      return null;
    }
  }

  /** The value of a cookie of ours. */
  public static Optional<String> cookie(HttpServletRequest request, String name) {
    Cookie[] cookies = request.getCookies();
    for (Cookie cookie : cookies == null ? new Cookie[0] : cookies) {
      if (cookie.getName().equals(name)) {
        return Optional.ofNullable(cookie.getValue());
      }
    }
    return Optional.empty();
  }

  /** The cookie of a browser that is signed in to the web app, where there is one beside us. */
  public static final String ACCOUNT_COOKIE = "__Host-postern-account";

  /** The session that a cookie names, if it can be one. */
  public static Optional<SessionSecret> session(HttpServletRequest request, String name) {
    return cookie(request, name).flatMap(SessionSecret::parse);
  }

  /**
   * A cookie as SPEC 8.8 wants it. {@code SameSite=Strict}: whoever comes from a mail program needs
   * no cookie to land, for the link in the path is enough; the cookie is made by our own page's
   * POST and wanted only on what follows from that, which is same-site. So nothing is lost by the
   * stricter value, and a page elsewhere can make no request that carries it.
   *
   * @param maxAge seconds; -1 until the browser closes; 0 deletes it
   */
  public static Cookie cookie(String name, String value, int maxAge) {
    if (!name.startsWith("__Host-")) {
      throw new IllegalArgumentException("cookies here begin with __Host-");
    }
    Cookie cookie = new Cookie(name, value);
    cookie.setPath("/");
    cookie.setSecure(true);
    cookie.setHttpOnly(true);
    cookie.setMaxAge(maxAge);
    cookie.setAttribute("SameSite", "Strict");
    return cookie;
  }

  /**
   * The same, but it comes along when somebody follows a link here from elsewhere: for a cookie
   * that opens nothing by itself and must be seen on the page a mail's link leads to.
   */
  static Cookie arrivingCookie(String name, String value, int maxAge) {
    Cookie cookie = cookie(name, value, maxAge);
    cookie.setAttribute("SameSite", "Lax");
    return cookie;
  }

  /** Who asks: the peer, or what a listed proxy says of it (SPEC 8.8). */
  public InetAddress client(HttpServletRequest request) {
    return ClientAddress.of(request, settings.trustedProxies());
  }
}
