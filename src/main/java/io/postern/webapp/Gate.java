package io.postern.webapp;

import io.postern.conversation.AccountDoor;
import io.postern.conversation.AccountDoor.SignIn;
import io.postern.conversation.SessionSecret;
import io.postern.portal.Csrf;
import io.postern.portal.GuestPages;
import io.postern.portal.PageKit;
import io.postern.portal.Scene;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Signing in and out (SPEC 8.4). What failed is never said more closely than "that did not work":
 * an unknown address and a wrong password get the same page.
 */
record Gate(PageKit kit, AccountDoor door) {

  private static final Consumer<ServerResponse.BodyBuilder> NOTHING_MORE = answer -> {};

  /** The first form. Whoever is signed in already goes on. */
  ServerResponse signIn(ServerRequest request) {
    Target target = target(request);
    if (Cookies.SESSION.of(request).flatMap(door::member).isPresent()) {
      return kit.goTo(target.reached()).build();
    }
    return passwordPage(request, 200, null, NOTHING_MORE);
  }

  ServerResponse password(ServerRequest request) {
    if (proven(request, Cookies.FORM).isEmpty()) {
      return passwordPage(request, 403, new Said("signin.stale", null), NOTHING_MORE);
    }
    return switch (door.signIn(
        field(request, "username"),
        field(request, "password"),
        kit.client(request.servletRequest()))) {
      case SignIn.CodeWanted(SessionSecret pending) -> toCode(request, pending);
      case SignIn.Done(SessionSecret session) -> in(request, session);
      case SignIn.Refused() ->
          passwordPage(request, 422, new Said("signin.refused", null), NOTHING_MORE);
      case SignIn.Later(Instant at) ->
          passwordPage(request, 429, new Said("signin.later", at), retryAfter(at));
    };
  }

  private ServerResponse toCode(ServerRequest request, SessionSecret pending) {
    return kit.goTo(target(request).from("/sign-in/code"))
        .cookie(Cookies.PENDING.holding(pending))
        .build();
  }

  /** The second form, only for a browser whose password was right. */
  ServerResponse secondFactor(ServerRequest request) {
    Optional<SessionSecret> pending = Cookies.PENDING.of(request);
    return pending.isEmpty() ? fromTheStart(request) : codePage(request, 200, pending.get(), null);
  }

  ServerResponse code(ServerRequest request) {
    Optional<SessionSecret> pending = proven(request, Cookies.PENDING);
    if (pending.isEmpty()) {
      return fromTheStart(request);
    }
    String code = field(request, "code");
    if (code.isBlank()) {
      return codePage(request, 422, pending.get(), new Said("signin.empty", null));
    }
    return switch (door.secondFactor(pending.get(), code, kit.client(request.servletRequest()))) {
      case SignIn.Done(SessionSecret session) -> in(request, session);
      case SignIn.CodeWanted(SessionSecret next) -> toCode(request, next);
      case SignIn.Refused() ->
          codePage(request, 422, pending.get(), new Said("signin.code.refused", null));
      case SignIn.Later(Instant at) ->
          codePage(request, 429, pending.get(), new Said("signin.later", at));
    };
  }

  private ServerResponse in(ServerRequest request, SessionSecret session) {
    // Who was signed in on this browser before is not any more.
    Cookies.SESSION.of(request).ifPresent(door::signOut);
    ServerResponse.BodyBuilder answer =
        kit.goTo(target(request).reached()).cookie(Cookies.SESSION.holding(session));
    Cookies.end(answer, Cookies.FORM, Cookies.PENDING);
    return answer.build();
  }

  ServerResponse signOut(ServerRequest request) {
    Optional<SessionSecret> session = proven(request, Cookies.SESSION);
    if (session.isEmpty()) {
      return away(kit, request, new Target(""));
    }
    door.signOut(session.get());
    return kit.show(
        request,
        200,
        "account/plain",
        new AccountPages.Plain(scene(request, "signedout.heading"), "signedout", "/sign-in", null),
        answer -> Cookies.end(answer, Cookies.SESSION, Cookies.PENDING, Cookies.FORM));
  }

  /** For a press or a file without a session: nothing was done, and how to go on. */
  static ServerResponse away(PageKit kit, ServerRequest request, Target target) {
    return kit.show(
        request,
        403,
        "account/plain",
        new AccountPages.Plain(
            scene(kit, request, "away.heading"), "away", target.from("/sign-in"), null));
  }

  private ServerResponse fromTheStart(ServerRequest request) {
    return kit.goTo(target(request).from("/sign-in")).build();
  }

  // ── the pages ──

  /**
   * What is said above a form.
   *
   * @param from when it can be tried again, or null
   */
  private record Said(String key, @Nullable Instant from) {

    GuestPages.Trouble on(Scene s) {
      String what =
          from == null ? s.t(key + ".what") : s.t(key + ".what", "when", s.when(nextMinute(from)));
      return new GuestPages.Trouble(s.t(key), what, s.t(key + ".title"));
    }

    /** A clock shows no seconds: whoever comes at the minute shown shall not come too early. */
    private static Instant nextMinute(Instant at) {
      return at.plusMillis(59_999);
    }
  }

  private ServerResponse passwordPage(
      ServerRequest request,
      int status,
      @Nullable Said said,
      Consumer<ServerResponse.BodyBuilder> more) {
    Target target = target(request);
    Optional<SessionSecret> before = Cookies.FORM.of(request);
    SessionSecret form = before.orElseGet(() -> SessionSecret.fresh(kit.random()));
    Scene plain = scene(request, "signin.heading");
    GuestPages.Trouble trouble = said == null ? null : said.on(plain);
    AccountPages.SignIn page =
        new AccountPages.SignIn(
            titled(plain, trouble),
            Csrf.token(form),
            target.path(),
            target.adding("/sign-in"),
            said == null ? "" : field(request, "username"),
            trouble);
    return kit.show(
        request,
        status,
        "account/signin",
        page,
        answer -> {
          if (before.isEmpty()) {
            answer.cookie(Cookies.FORM.holding(form));
          }
          more.accept(answer);
        });
  }

  private ServerResponse codePage(
      ServerRequest request, int status, SessionSecret pending, @Nullable Said said) {
    Target target = target(request);
    Scene plain = scene(request, "signin.code.heading");
    GuestPages.Trouble trouble = said == null ? null : said.on(plain);
    Instant from = said == null ? null : said.from();
    return kit.show(
        request,
        status,
        "account/code",
        new AccountPages.Code(
            titled(plain, trouble),
            Csrf.token(pending),
            target.path(),
            target.adding("/sign-in/code"),
            target.from("/sign-in"),
            trouble),
        from == null ? NOTHING_MORE : retryAfter(from));
  }

  private Consumer<ServerResponse.BodyBuilder> retryAfter(Instant at) {
    long seconds = Math.max(1, Duration.between(kit.now(), at).toSeconds() + 1);
    return answer -> answer.header("Retry-After", Long.toString(seconds));
  }

  private static Scene titled(Scene scene, GuestPages.@Nullable Trouble trouble) {
    return trouble == null
        ? scene
        : scene.titled(scene.t("problem.prefix", "what", trouble.title()));
  }

  private Scene scene(ServerRequest request, String titleKey) {
    return scene(kit, request, titleKey);
  }

  /** Before signing in nobody knows whose account it will be: the page has no host. */
  private static Scene scene(PageKit kit, ServerRequest request, String titleKey) {
    var texts = kit.texts(request.servletRequest(), null);
    return kit.scene(request.servletRequest(), texts, null, texts.say(titleKey));
  }

  private static Target target(ServerRequest request) {
    return Target.of(PageKit.parameter(request.servletRequest(), "to"));
  }

  private static Optional<SessionSecret> proven(ServerRequest request, Cookies cookie) {
    return cookie.of(request).filter(secret -> Csrf.holds(secret, field(request, Csrf.FIELD)));
  }

  private static String field(ServerRequest request, String name) {
    return Optional.ofNullable(PageKit.parameter(request.servletRequest(), name)).orElse("");
  }
}
