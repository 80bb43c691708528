package io.postern.portal;

import io.postern.conversation.Doorstep;
import io.postern.conversation.GuestDoor;
import io.postern.conversation.SessionSecret;
import io.postern.policy.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** The door with its code (SPEC 8.3). */
record GuestCode(GuestDesk desk, GuestLink link) {

  private static final int DEVICE_SECONDS = 90 * 24 * 3600;

  ServerResponse atDoor(ServerRequest request) {
    Optional<SessionSecret> session = GuestDesk.session(request);
    if (session.isEmpty()) {
      return desk.ended(request);
    }
    boolean soon = !GuestDesk.field(request, "soon").isEmpty();
    return switch (desk.door().at(session.get())) {
      case Doorstep.Unknown() -> desk.ended(request);
      case Doorstep.Gone gone -> desk.gone(request, gone, null);
      case Doorstep.Locked(Doorstep.Door it, Instant until) -> desk.locked(request, it, until);
      case Doorstep.Closed(Doorstep.Door it, Doorstep.CodeState code) ->
          closed(request, session.get(), it, code, soon ? Mishap.SOON : Mishap.NONE);
      case Doorstep.Open(Doorstep.Door it) -> desk.kit().goTo("/read").build();
    };
  }

  /** What the last press came to, for the words above the field. */
  private sealed interface Mishap {
    Mishap NONE = new None();
    Mishap SOON = new Soon();

    record None() implements Mishap {}

    record Soon() implements Mishap {}

    record Wrong(int triesLeft) implements Mishap {}

    record TooOld(Instant validUntil) implements Mishap {}

    record Empty() implements Mishap {}
  }

  private ServerResponse closed(
      ServerRequest request,
      SessionSecret session,
      Doorstep.Door it,
      Doorstep.CodeState code,
      Mishap mishap) {
    String csrf = Csrf.token(session);
    String typed =
        mishap instanceof Mishap.Wrong || mishap instanceof Mishap.TooOld
            ? GuestDesk.field(request, "code")
            : "";
    int status = mishap instanceof Mishap.None || mishap instanceof Mishap.Soon ? 200 : 422;
    return switch (it.verification()) {
      case SMS, EMAIL -> {
        String way = it.verification() == Verification.SMS ? "sms" : "email";
        Scene scene = desk.scene(request, it.host(), it.language(), "code." + way + ".heading");
        GuestPages.Trouble trouble = words(scene, way, code, mishap);
        yield desk.kit()
            .show(
                request,
                status,
                "guest/code",
                new GuestPages.Code(
                    titled(scene, trouble),
                    it,
                    code,
                    csrf,
                    trouble,
                    typed,
                    desk.door().remembers(session).map(time -> (int) time.toDays()).orElse(0)));
      }
      case ACCESS_CODE -> {
        Scene scene = desk.scene(request, it.host(), it.language(), "access.heading");
        GuestPages.Trouble trouble = words(scene, "access", code, mishap);
        yield desk.kit()
            .show(
                request,
                status,
                "guest/access",
                new GuestPages.Access(titled(scene, trouble), it, csrf, trouble, typed));
      }
      case ACCOUNT -> link.welcome(request, it, null);
    };
  }

  private static Scene titled(Scene scene, GuestPages.@Nullable Trouble trouble) {
    return trouble == null
        ? scene
        : scene.titled(scene.t("problem.prefix", "what", trouble.title()));
  }

  private static GuestPages.@Nullable Trouble words(
      Scene s, String way, Doorstep.CodeState code, Mishap mishap) {
    return switch (mishap) {
      case Mishap.None none -> null;
      case Mishap.Soon soon ->
          code.nextAskAt()
              .map(at -> trouble(s, "code.soon", s.t("code.soon.what", "when", s.when(at))))
              .orElse(null);
      case Mishap.Empty empty -> trouble(s, "code.empty", s.t("code.empty.what"));
      case Mishap.TooOld(Instant until) ->
          trouble(s, "code.old", s.t("code.old.what", "until", s.when(until)));
      case Mishap.Wrong(int left) -> {
        String tries = left == 1 ? s.t("code.wrong.one") : s.t("code.wrong.tries", "count", left);
        String look =
            way.equals("access")
                ? s.t("code.wrong.access")
                : code.newestAskedAt()
                    .map(at -> s.t("code.wrong." + way, "clock", s.clock(at)))
                    .orElse("");
        yield trouble(s, "code.wrong", (look + " " + tries).strip());
      }
    };
  }

  private static GuestPages.Trouble trouble(Scene s, String key, String what) {
    return new GuestPages.Trouble(s.t(key), what, s.t(key + ".title"));
  }

  ServerResponse ask(ServerRequest request) {
    Optional<SessionSecret> session = GuestDesk.proven(request);
    return session.isEmpty()
        ? desk.ended(request)
        : desk.kit().goTo(GuestLink.after(desk.door().ask(session.get()))).build();
  }

  ServerResponse prove(ServerRequest request) {
    Optional<SessionSecret> proven = GuestDesk.proven(request);
    if (proven.isEmpty()) {
      return desk.ended(request);
    }
    SessionSecret session = proven.get();
    String typed = GuestDesk.field(request, "code");
    if (typed.isBlank()) {
      return again(request, session, new Mishap.Empty());
    }
    Optional<Duration> remembered =
        GuestDesk.field(request, "remember").isEmpty()
            ? Optional.empty()
            : desk.door().remembers(session);
    SessionSecret device =
        remembered
            .map(time ->
                GuestDesk.device(request).orElseGet(() -> SessionSecret.fresh(desk.kit().random())))
            .orElse(null);
    // A lock ends the session: whose door it was is asked before.
    Optional<Doorstep.Door> it = GuestDesk.doorOf(desk.door().at(session));
    return switch (desk.door().prove(session, typed, device)) {
      case GuestDoor.Proof.Opened opened ->
          device == null ? desk.kit().goTo("/read").build() : remember(device);
      case GuestDoor.Proof.Wrong(int left) -> again(request, session, new Mishap.Wrong(left));
      case GuestDoor.Proof.TooOld(Instant until) ->
          again(request, session, new Mishap.TooOld(until));
      case GuestDoor.Proof.Locked(Instant until) ->
          it.isEmpty() ? desk.kit().goTo("/door").build() : desk.locked(request, it.get(), until);
      case GuestDoor.Proof.NotHere gone -> desk.kit().goTo("/door").build();
    };
  }

  /** Kept as long as any organisation may remember; how long one does stands in the store. */
  private ServerResponse remember(SessionSecret device) {
    return desk.kit()
        .goTo("/read")
        .cookie(PageKit.arrivingCookie(GuestDesk.DEVICE, device.cookie(), DEVICE_SECONDS))
        .build();
  }

  private ServerResponse again(ServerRequest request, SessionSecret session, Mishap mishap) {
    return desk.door().at(session)
            instanceof Doorstep.Closed(Doorstep.Door it, Doorstep.CodeState code)
        ? closed(request, session, it, code, mishap)
        : desk.kit().goTo("/door").build();
  }
}
