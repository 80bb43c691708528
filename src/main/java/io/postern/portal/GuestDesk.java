package io.postern.portal;

import io.postern.conversation.Doorstep;
import io.postern.conversation.GuestDoor;
import io.postern.conversation.SessionSecret;
import io.postern.directory.Brand;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * What all pages for guests need: who asks, what stands behind their session, and the pages that
 * say that nothing does.
 *
 * @param accounts whether the web app for accounts is served beside
 */
record GuestDesk(PageKit kit, GuestDoor door, boolean accounts) {

  static final String COOKIE = "__Host-postern-guest";

  /** What a remembered device holds (SPEC 8.3). */
  static final String DEVICE = "__Host-postern-device";

  ServerResponse locked(ServerRequest request, Doorstep.Door it, Instant until) {
    Scene plain = scene(request, it.host(), it.language(), "locked.page");
    Scene titled = plain.titled(new GuestPages.Locked(plain, it, until).heading());
    return kit.show(request, 410, "guest/locked", new GuestPages.Locked(titled, it, until));
  }

  ServerResponse gone(ServerRequest request, Doorstep.Gone gone, @Nullable Boolean asked) {
    Scene scene = scene(request, gone.host(), gone.language(), "gone.heading");
    return kit.show(request, 410, "guest/gone", new GuestPages.Gone(scene, gone, asked));
  }

  ServerResponse unknown(ServerRequest request) {
    return kit.problem(request.servletRequest(), Problem.UNKNOWN);
  }

  ServerResponse ended(ServerRequest request) {
    return ended(kit, request);
  }

  static ServerResponse ended(PageKit kit, ServerRequest request) {
    return kit.problem(request.servletRequest(), Problem.ENDED);
  }

  Scene scene(
      ServerRequest request,
      @Nullable Brand host,
      @Nullable Locale language,
      String titleKey,
      Object... values) {
    Texts texts = kit.texts(request.servletRequest(), language);
    return kit.scene(request.servletRequest(), texts, host, texts.say(titleKey, values));
  }

  /** This device, if it was ever remembered. */
  static Optional<SessionSecret> device(ServerRequest request) {
    return PageKit.session(request.servletRequest(), DEVICE);
  }

  static Optional<SessionSecret> session(ServerRequest request) {
    return PageKit.session(request.servletRequest(), COOKIE);
  }

  /** The session, when the form bears its token. */
  static Optional<SessionSecret> proven(ServerRequest request) {
    return session(request).filter(s -> Csrf.holds(s, field(request, Csrf.FIELD)));
  }

  static String field(ServerRequest request, String name) {
    return Optional.ofNullable(PageKit.parameter(request.servletRequest(), name)).orElse("");
  }

  static Optional<Doorstep.Door> doorOf(Doorstep step) {
    return switch (step) {
      case Doorstep.Unknown() -> Optional.empty();
      case Doorstep.Gone gone -> Optional.empty();
      case Doorstep.Locked(Doorstep.Door it, var until) -> Optional.of(it);
      case Doorstep.Closed(Doorstep.Door it, var code) -> Optional.of(it);
      case Doorstep.Open(Doorstep.Door it) -> Optional.of(it);
    };
  }
}
