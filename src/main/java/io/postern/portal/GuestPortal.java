package io.postern.portal;

import io.postern.conversation.Answered;
import io.postern.conversation.Doorstep;
import io.postern.conversation.GuestDoor;
import io.postern.conversation.Room;
import io.postern.conversation.SessionSecret;
import io.postern.directory.Brand;
import io.postern.policy.Verification;
import io.postern.seal.LinkSecret;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The guest's way in (SPEC 8.2, 8.3): the link's page, the door with its code, the room behind it.
 *
 * <p>Every page is read with {@code GET}, which asks {@link GuestDoor} only what changes nothing;
 * whatever changes something is a {@code POST} that answers with the next page. The first POST
 * trades the link for a cookie; from then on every form bears a token bound to that cookie.
 */
public final class GuestPortal implements WebDoor {

  static final String COOKIE = "__Host-postern-guest";

  /** A field of the link's page: what the person wants besides opening. */
  private static final String WISH = "wish";

  private final GuestDoor door;
  private final boolean accounts;

  /**
   * @param accounts whether the web app for accounts is served beside, at {@code /sign-in}
   */
  public GuestPortal(GuestDoor door, boolean accounts) {
    this.door = door;
    this.accounts = accounts;
  }

  @Override
  public RouterFunction<ServerResponse> routes(PageKit kit) {
    return new Desk(kit, door, accounts).routes();
  }

  /** The handlers, with the kit they need. */
  private record Desk(PageKit kit, GuestDoor door, boolean accounts, Reading reading) {

    Desk(PageKit kit, GuestDoor door, boolean accounts) {
      // A ticket's conversation is the one its session opens: a guest's session has one room.
      this(
          kit,
          door,
          accounts,
          new Reading(kit, "/read/image/", (session, conversation) -> door.room(session)));
    }

    RouterFunction<ServerResponse> routes() {
      return new Routes(kit)
          .pageAndPress("/m/{secret}", this::landing, this::enter)
          .page("/door", this::atDoor)
          .press("/door/code", this::ask)
          .press("/door/proof", this::prove)
          .page("/door/trouble", this::trouble)
          .press("/door/report", this::report)
          .page("/read", this::read)
          .page("/read/frame/{message}", this::frame)
          .page("/read/image/{ticket}", reading::image)
          .page("/read/file/{message}/{part}", this::file)
          .page("/read/eml/{message}", this::eml)
          .press("/read/answer", this::answer)
          .page("/sent", this::sent)
          .press("/leave", this::leave)
          .build();
    }

    // ── the link ──

    private ServerResponse landing(ServerRequest request) {
      Optional<LinkSecret> link = LinkVeil.link(request.servletRequest());
      return link.isEmpty() ? unknown(request) : link(request, door.look(link.get()), null);
    }

    private ServerResponse link(ServerRequest request, Doorstep step, @Nullable Boolean asked) {
      return switch (step) {
        case Doorstep.Unknown() -> unknown(request);
        case Doorstep.Gone gone -> gone(request, gone, asked);
        case Doorstep.Locked(Doorstep.Door it, java.time.Instant until) ->
            locked(request, it, until);
        case Doorstep.Closed(Doorstep.Door it, Doorstep.CodeState code) -> welcome(request, it);
        case Doorstep.Open(Doorstep.Door it) -> welcome(request, it);
      };
    }

    private ServerResponse welcome(ServerRequest request, Doorstep.Door it) {
      Scene scene =
          scene(request, it.host(), it.language(), "landing.page", "host", it.host().name());
      return kit.show(request, 200, "guest/landing", new GuestPages.Landing(scene, it, accounts));
    }

    /** SPEC 8.2: the link for a cookie; one press also asks for the code, as the button says. */
    private ServerResponse enter(ServerRequest request) {
      Optional<LinkSecret> link = LinkVeil.link(request.servletRequest());
      if (link.isEmpty()) {
        return unknown(request);
      }
      String wish = field(request, WISH);
      if (wish.equals("again")) {
        return link(request, door.look(link.get()), door.askAgain(link.get()));
      }
      Optional<SessionSecret> session = door.enter(link.get());
      if (session.isEmpty()) {
        return link(request, door.look(link.get()), null);
      }
      String next = "/door";
      if (wish.equals("trouble")) {
        next = "/door/trouble";
      } else if (door.at(session.get()) instanceof Doorstep.Closed(Doorstep.Door it, var code)
          && (it.verification() == Verification.SMS || it.verification() == Verification.EMAIL)) {
        next = after(door.ask(session.get()));
      }
      return kit.goTo(next).cookie(PageKit.cookie(COOKIE, session.get().cookie(), -1)).build();
    }

    private static String after(GuestDoor.Asked asked) {
      return switch (asked) {
        case GuestDoor.Asked.TooSoon soon -> "/door?soon=1";
        case GuestDoor.Asked.Sent sent -> "/door";
        case GuestDoor.Asked.Locked locked -> "/door";
        case GuestDoor.Asked.NotHere gone -> "/door";
      };
    }

    // ── the door ──

    private ServerResponse atDoor(ServerRequest request) {
      Optional<SessionSecret> session = session(request);
      if (session.isEmpty()) {
        return ended(request);
      }
      boolean soon = !field(request, "soon").isEmpty();
      return switch (door.at(session.get())) {
        case Doorstep.Unknown() -> ended(request);
        case Doorstep.Gone gone -> gone(request, gone, null);
        case Doorstep.Locked(Doorstep.Door it, java.time.Instant until) ->
            locked(request, it, until);
        case Doorstep.Closed(Doorstep.Door it, Doorstep.CodeState code) ->
            closed(request, session.get(), it, code, soon ? Mishap.SOON : Mishap.NONE);
        case Doorstep.Open(Doorstep.Door it) -> kit.goTo("/read").build();
      };
    }

    /** What the last press came to, for the words above the field. */
    private sealed interface Mishap {
      Mishap NONE = new None();
      Mishap SOON = new Soon();

      record None() implements Mishap {}

      record Soon() implements Mishap {}

      record Wrong(int triesLeft) implements Mishap {}

      record TooOld(java.time.Instant validUntil) implements Mishap {}

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
              ? field(request, "code")
              : "";
      int status = mishap instanceof Mishap.None || mishap instanceof Mishap.Soon ? 200 : 422;
      return switch (it.verification()) {
        case SMS, EMAIL -> {
          String way = it.verification() == Verification.SMS ? "sms" : "email";
          Scene scene = scene(request, it.host(), it.language(), "code." + way + ".heading");
          GuestPages.Trouble trouble = words(scene, way, code, mishap);
          yield kit.show(
              request,
              status,
              "guest/code",
              new GuestPages.Code(titled(scene, trouble), it, code, csrf, trouble, typed));
        }
        case ACCESS_CODE -> {
          Scene scene = scene(request, it.host(), it.language(), "access.heading");
          GuestPages.Trouble trouble = words(scene, "access", code, mishap);
          yield kit.show(
              request,
              status,
              "guest/access",
              new GuestPages.Access(titled(scene, trouble), it, csrf, trouble, typed));
        }
        case ACCOUNT -> welcome(request, it);
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
        case Mishap.TooOld(java.time.Instant until) ->
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

    private ServerResponse ask(ServerRequest request) {
      Optional<SessionSecret> session = proven(request);
      return session.isEmpty() ? ended(request) : kit.goTo(after(door.ask(session.get()))).build();
    }

    private ServerResponse prove(ServerRequest request) {
      Optional<SessionSecret> proven = proven(request);
      if (proven.isEmpty()) {
        return ended(request);
      }
      SessionSecret session = proven.get();
      String typed = field(request, "code");
      if (typed.isBlank()) {
        return again(request, session, new Mishap.Empty());
      }
      return switch (door.prove(session, typed)) {
        case GuestDoor.Proof.Opened opened -> kit.goTo("/read").build();
        case GuestDoor.Proof.Wrong(int left) -> again(request, session, new Mishap.Wrong(left));
        case GuestDoor.Proof.TooOld(java.time.Instant until) ->
            again(request, session, new Mishap.TooOld(until));
        case GuestDoor.Proof.Locked locked -> kit.goTo("/door").build();
        case GuestDoor.Proof.NotHere gone -> kit.goTo("/door").build();
      };
    }

    private ServerResponse again(ServerRequest request, SessionSecret session, Mishap mishap) {
      return door.at(session) instanceof Doorstep.Closed(Doorstep.Door it, Doorstep.CodeState code)
          ? closed(request, session, it, code, mishap)
          : kit.goTo("/door").build();
    }

    private ServerResponse trouble(ServerRequest request) {
      Optional<SessionSecret> session = session(request);
      Optional<Doorstep.Door> it = session.flatMap(s -> doorOf(door.at(s)));
      if (session.isEmpty() || it.isEmpty()) {
        return atDoor(request);
      }
      boolean told = !field(request, "told").isEmpty();
      Doorstep.Door d = it.get();
      Scene scene = scene(request, d.host(), d.language(), told ? "told.page" : "trouble.page");
      return told
          ? kit.show(request, 200, "guest/told", new GuestPages.Told(scene, d))
          : kit.show(
              request,
              200,
              "guest/trouble",
              new GuestPages.Tell(scene, d, Csrf.token(session.get())));
    }

    private ServerResponse report(ServerRequest request) {
      Optional<SessionSecret> session = proven(request);
      if (session.isEmpty()) {
        return ended(request);
      }
      String named = field(request, "trouble");
      for (GuestDoor.Trouble trouble : GuestDoor.Trouble.values()) {
        if (trouble.name().equals(named)) {
          door.report(session.get(), trouble);
          return kit.goTo("/door/trouble?told=1").build();
        }
      }
      return kit.problem(request.servletRequest(), Problem.BAD_FORM);
    }

    private static Optional<Doorstep.Door> doorOf(Doorstep step) {
      return switch (step) {
        case Doorstep.Unknown() -> Optional.empty();
        case Doorstep.Gone gone -> Optional.empty();
        case Doorstep.Locked(Doorstep.Door it, var until) -> Optional.of(it);
        case Doorstep.Closed(Doorstep.Door it, var code) -> Optional.of(it);
        case Doorstep.Open(Doorstep.Door it) -> Optional.of(it);
      };
    }

    // ── the room ──

    private ServerResponse read(ServerRequest request) throws IOException {
      Conversation.Draft empty = Conversation.Draft.empty(kit.settings().maxUpload());
      return read(request, 200, empty);
    }

    private ServerResponse read(ServerRequest request, int status, Conversation.Draft draft)
        throws IOException {
      Optional<SessionSecret> session = session(request);
      if (session.isEmpty()
          || !(door.at(session.get()) instanceof Doorstep.Open(Doorstep.Door it))) {
        return atDoor(request);
      }
      Optional<Room> room = door.room(session.get());
      if (room.isEmpty()) {
        return ended(request);
      }
      Texts texts = kit.texts(request.servletRequest(), it.language());
      Scene untitled = kit.scene(request.servletRequest(), texts, it.host(), "");
      String text = field(request, "text");
      Conversation conversation =
          reading.conversation(
              untitled, room.get(), session.get(), "/read", text.isEmpty() ? null : text, draft);
      String problem = draft.problem();
      String title =
          problem == null
              ? conversation.subject()
              : texts.say("problem.prefix", "what", texts.say(problem + ".title"));
      return kit.show(
          request,
          status,
          "guest/read",
          new GuestPages.Read(untitled.titled(title), conversation, it.verification()));
    }

    private ServerResponse frame(ServerRequest request) throws IOException {
      Optional<SessionSecret> session = session(request);
      Optional<Room> room = session.flatMap(door::room);
      return session.isEmpty() || room.isEmpty()
          ? ended(request)
          : reading.frame(request, room.get(), session.get(), request.pathVariable("message"));
    }

    private ServerResponse file(ServerRequest request) throws IOException {
      Optional<Room> room = session(request).flatMap(door::room);
      return room.isEmpty()
          ? ended(request)
          : reading.file(
              request, room.get(), request.pathVariable("message"), request.pathVariable("part"));
    }

    private ServerResponse eml(ServerRequest request) throws IOException {
      Optional<Room> room = session(request).flatMap(door::room);
      return room.isEmpty()
          ? ended(request)
          : reading.eml(request, room.get(), request.pathVariable("message"));
    }

    private ServerResponse answer(ServerRequest request) throws IOException {
      Optional<SessionSecret> session = session(request);
      return session.isEmpty()
          ? ended(request)
          : AnswerPress.take(
              kit,
              request,
              session.get(),
              answer -> door.answer(session.get(), answer),
              new AnswerPress.Pages() {
                @Override
                public ServerResponse sent(AnswerForm form, Answered.Sent sent) {
                  return kit.goTo(form.toAll() ? "/sent?to=all" : "/sent").build();
                }

                @Override
                public ServerResponse again(int status, Conversation.Draft draft)
                    throws IOException {
                  return read(request, status, draft);
                }

                @Override
                public ServerResponse ended() {
                  return Desk.ended(kit, request);
                }
              });
    }

    private ServerResponse sent(ServerRequest request) throws IOException {
      Optional<SessionSecret> session = session(request);
      if (session.isEmpty()
          || !(door.at(session.get()) instanceof Doorstep.Open(Doorstep.Door it))) {
        return atDoor(request);
      }
      Optional<Room> opened = door.room(session.get());
      if (opened.isEmpty()) {
        return ended(request);
      }
      try (Room room = opened.get()) {
        String me = room.reader().address();
        List<Room.Message> mine =
            room.messages().stream().filter(m -> m.from().address().equals(me)).toList();
        if (mine.isEmpty()) {
          return kit.goTo("/read").build();
        }
        Room.Message last = mine.getLast();
        Scene scene = scene(request, it.host(), it.language(), "sent.heading");
        return kit.show(
            request,
            200,
            "guest/sent",
            new GuestPages.Sent(
                scene,
                it.senderName(),
                it.senderAddress(),
                last.sentAt(),
                last.reader().attachments().size(),
                field(request, "to").equals("all"),
                Csrf.token(session.get())));
      }
    }

    private ServerResponse leave(ServerRequest request) {
      Optional<SessionSecret> session = proven(request);
      if (session.isEmpty()) {
        return ended(request);
      }
      Optional<Doorstep.Door> it = doorOf(door.at(session.get()));
      door.leave(session.get());
      Scene scene =
          scene(
              request,
              it.map(Doorstep.Door::host).orElse(null),
              it.map(Doorstep.Door::language).orElse(null),
              "closed.heading");
      return kit.show(
          request,
          200,
          "guest/closed",
          new GuestPages.Closed(scene),
          page -> page.cookie(PageKit.cookie(COOKIE, "", 0)));
    }

    // ── what several need ──

    private ServerResponse locked(
        ServerRequest request, Doorstep.Door it, java.time.Instant until) {
      Scene plain = scene(request, it.host(), it.language(), "locked.page");
      Scene titled = plain.titled(new GuestPages.Locked(plain, it, until).heading());
      return kit.show(request, 410, "guest/locked", new GuestPages.Locked(titled, it, until));
    }

    private ServerResponse gone(
        ServerRequest request, Doorstep.Gone gone, @Nullable Boolean asked) {
      Scene scene = scene(request, gone.host(), gone.language(), "gone.heading");
      return kit.show(request, 410, "guest/gone", new GuestPages.Gone(scene, gone, asked));
    }

    private ServerResponse unknown(ServerRequest request) {
      return kit.problem(request.servletRequest(), Problem.UNKNOWN);
    }

    private ServerResponse ended(ServerRequest request) {
      return ended(kit, request);
    }

    private static ServerResponse ended(PageKit kit, ServerRequest request) {
      return kit.problem(request.servletRequest(), Problem.ENDED);
    }

    private Scene scene(
        ServerRequest request,
        @Nullable Brand host,
        @Nullable Locale language,
        String titleKey,
        Object... values) {
      Texts texts = kit.texts(request.servletRequest(), language);
      return kit.scene(request.servletRequest(), texts, host, texts.say(titleKey, values));
    }

    private static Optional<SessionSecret> session(ServerRequest request) {
      return PageKit.session(request.servletRequest(), COOKIE);
    }

    /** The session, when the form bears its token. */
    private static Optional<SessionSecret> proven(ServerRequest request) {
      return session(request).filter(s -> Csrf.holds(s, field(request, Csrf.FIELD)));
    }

    private static String field(ServerRequest request, String name) {
      return Optional.ofNullable(PageKit.parameter(request.servletRequest(), name)).orElse("");
    }
  }
}
