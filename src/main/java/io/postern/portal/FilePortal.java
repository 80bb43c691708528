package io.postern.portal;

import io.postern.conversation.Doorstep;
import io.postern.conversation.FileDoor;
import io.postern.conversation.GuestDoor;
import io.postern.conversation.SessionSecret;
import io.postern.directory.Brand;
import io.postern.seal.LinkSecret;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The pages of large attachments that a directly delivered message left behind (SPEC 10.3): the
 * link's page, the code, the downloads. As at {@link GuestPortal}'s door, every page is a {@code
 * GET} that changes nothing, and the first {@code POST} trades the link for a cookie.
 */
public final class FilePortal implements WebDoor {

  static final String COOKIE = "__Host-postern-files";

  private final FileDoor door;
  private final boolean accounts;

  /**
   * @param accounts whether the web app for accounts is served beside, at {@code /sign-in}
   */
  public FilePortal(FileDoor door, boolean accounts) {
    this.door = door;
    this.accounts = accounts;
  }

  @Override
  public RouterFunction<ServerResponse> routes(PageKit kit) {
    return new Desk(kit, door, accounts).routes();
  }

  /** The handlers, with the kit they need. */
  private record Desk(PageKit kit, FileDoor door, boolean accounts) {

    RouterFunction<ServerResponse> routes() {
      return new Routes(kit)
          .pageAndPress("/a/{secret}", this::landing, this::enter)
          .page("/files", this::page)
          .press("/files/code", this::ask)
          .press("/files/proof", this::prove)
          .press("/files/trouble", this::tell)
          .page("/files/get/{file}", this::download)
          .press("/files/leave", this::leave)
          .build();
    }

    // ── the link ──

    private ServerResponse landing(ServerRequest request) {
      Optional<LinkSecret> link = LinkVeil.link(request.servletRequest());
      return link.isEmpty() ? unknown(request) : landing(request, door.look(link.get()));
    }

    private ServerResponse landing(ServerRequest request, FileDoor.Step step) {
      return switch (step) {
        case FileDoor.Step.Unknown() -> unknown(request);
        case FileDoor.Step.Gone(Doorstep.Gone gone) -> gone(request, gone);
        case FileDoor.Step.Locked(Doorstep.Door it, Instant until) -> locked(request, it, until);
        case FileDoor.Step.Closed closed -> landing(request, closed.door(), closed.files());
        case FileDoor.Step.Open open -> landing(request, open.door(), open.files());
      };
    }

    private ServerResponse landing(
        ServerRequest request, Doorstep.Door it, List<FileDoor.LinkedFile> files) {
      Scene scene =
          scene(request, it.host(), it.language(), "file.page", "sender", it.senderName());
      return kit.show(
          request,
          200,
          "files/landing",
          new FilePages.Landing(scene, it, FilePages.Item.of(files), accounts));
    }

    /** The link for a cookie; the same press asks for the code, as the button says. */
    private ServerResponse enter(ServerRequest request) {
      Optional<LinkSecret> link = LinkVeil.link(request.servletRequest());
      if (link.isEmpty()) {
        return unknown(request);
      }
      Optional<SessionSecret> session = door.enter(link.get(), session(request));
      if (session.isEmpty()) {
        return landing(request, door.look(link.get()));
      }
      boolean signIn = accounts && field(request, "wish").equals("sign-in");
      String next = "/files";
      if (door.at(session.get(), account(request)) instanceof FileDoor.Step.Closed closed) {
        if (signIn) {
          next = "/sign-in?to=/files";
        } else if (closed.code().validUntil().isEmpty()) {
          next = after(door.ask(session.get()));
        }
      }
      return kit.goTo(next).cookie(PageKit.cookie(COOKIE, session.get().cookie(), -1)).build();
    }

    private static String after(GuestDoor.Asked asked) {
      return switch (asked) {
        case GuestDoor.Asked.TooSoon _ -> "/files?soon=1";
        case GuestDoor.Asked.Sent _, GuestDoor.Asked.Locked _, GuestDoor.Asked.NotHere _ ->
            "/files";
      };
    }

    // ── the door and the files behind it ──

    private ServerResponse page(ServerRequest request) {
      Optional<SessionSecret> session = session(request);
      if (session.isEmpty()) {
        return ended(request);
      }
      boolean soon = !field(request, "soon").isEmpty();
      return switch (door.at(session.get(), account(request))) {
        case FileDoor.Step.Unknown() -> ended(request);
        case FileDoor.Step.Gone(Doorstep.Gone gone) -> gone(request, gone);
        case FileDoor.Step.Locked(Doorstep.Door it, Instant until) -> locked(request, it, until);
        case FileDoor.Step.Closed closed -> {
          Scene s =
              scene(request, closed.door().host(), closed.door().language(), "file.code.page");
          GuestPages.Trouble wait =
              closed
                  .code()
                  .nextAskAt()
                  .filter(_ -> soon)
                  .map(at -> trouble(s, "code.soon", s.t("code.soon.what", "when", s.when(at))))
                  .orElse(null);
          yield code(request, session.get(), closed, s, wait, 200);
        }
        case FileDoor.Step.Open open -> {
          Doorstep.Door it = open.door();
          Scene s =
              scene(request, it.host(), it.language(), "file.page", "sender", it.senderName());
          yield kit.show(
              request,
              200,
              "files/open",
              new FilePages.Open(
                  s, it, FilePages.Item.of(open.files()), Csrf.token(session.get())));
        }
      };
    }

    private ServerResponse code(
        ServerRequest request,
        SessionSecret session,
        FileDoor.Step.Closed closed,
        Scene plain,
        GuestPages.@Nullable Trouble problem,
        int status) {
      Scene titled =
          problem == null
              ? plain
              : plain.titled(plain.t("problem.prefix", "what", problem.title()));
      return kit.show(
          request,
          status,
          "files/code",
          new FilePages.Code(
              titled,
              closed.door(),
              FilePages.Item.of(closed.files()),
              closed.code(),
              closed.codeLost(),
              accounts,
              Csrf.token(session),
              problem,
              status == 200 ? "" : field(request, "code")));
    }

    private static GuestPages.Trouble trouble(Scene s, String key, String what) {
      return new GuestPages.Trouble(s.t(key), what, s.t(key + ".title"));
    }

    private ServerResponse ask(ServerRequest request) {
      Optional<SessionSecret> session = proven(request);
      return session.isEmpty() ? ended(request) : kit.goTo(after(door.ask(session.get()))).build();
    }

    private ServerResponse prove(ServerRequest request) {
      Optional<SessionSecret> session = proven(request);
      if (session.isEmpty()) {
        return ended(request);
      }
      String typed = field(request, "code");
      if (typed.isBlank()) {
        return again(request, session.get(), s -> trouble(s, "code.empty", s.t("code.empty.what")));
      }
      return switch (door.prove(session.get(), typed)) {
        case GuestDoor.Proof.Opened _, GuestDoor.Proof.Locked _, GuestDoor.Proof.NotHere _ ->
            kit.goTo("/files").build();
        case GuestDoor.Proof.TooOld(Instant until) ->
            again(
                request,
                session.get(),
                s -> trouble(s, "code.old", s.t("code.old.what", "until", s.when(until))));
        case GuestDoor.Proof.Wrong(int left) ->
            again(
                request,
                session.get(),
                s ->
                    trouble(
                        s,
                        "code.wrong",
                        left == 1
                            ? s.t("code.wrong.one")
                            : s.t("code.wrong.tries", "count", left)));
      };
    }

    /** The words for what went wrong. */
    private interface Words {
      GuestPages.Trouble in(Scene s);
    }

    private ServerResponse again(ServerRequest request, SessionSecret session, Words words) {
      if (!(door.at(session, account(request)) instanceof FileDoor.Step.Closed closed)) {
        return kit.goTo("/files").build();
      }
      Scene s = scene(request, closed.door().host(), closed.door().language(), "file.code.page");
      return code(request, session, closed, s, words.in(s), 422);
    }

    private ServerResponse tell(ServerRequest request) {
      Optional<SessionSecret> session = proven(request);
      if (session.isEmpty()
          || !(door.at(session.get(), account(request)) instanceof FileDoor.Step.Closed closed)) {
        return ended(request);
      }
      door.noCodeComes(session.get());
      Scene s = scene(request, closed.door().host(), closed.door().language(), "told.page");
      return kit.show(request, 200, "files/told", new FilePages.Told(s, closed.door()));
    }

    private ServerResponse download(ServerRequest request) throws IOException {
      Optional<SessionSecret> session = session(request);
      String id = request.pathVariable("file");
      Optional<FileDoor.OpenFile> file = session.flatMap(it -> door.open(it, account(request), id));
      if (file.isEmpty()) {
        return ended(request);
      }
      FileDoor.OpenFile open = file.get();
      return Download.of(
          request,
          open,
          open.file().name(),
          Download.etag("file link", id),
          open.file().size(),
          open::from);
    }

    private ServerResponse leave(ServerRequest request) {
      Optional<SessionSecret> session = proven(request);
      if (session.isEmpty()) {
        return ended(request);
      }
      door.leave(session.get());
      Scene scene = scene(request, null, null, "closed.heading");
      return kit.show(
          request,
          200,
          "guest/closed",
          new GuestPages.Closed(scene),
          page -> page.cookie(PageKit.cookie(COOKIE, "", 0)));
    }

    // ── what several need ──

    private ServerResponse locked(ServerRequest request, Doorstep.Door it, Instant until) {
      Scene plain = scene(request, it.host(), it.language(), "locked.page");
      Scene titled = plain.titled(new GuestPages.Locked(plain, it, until).heading());
      return kit.show(request, 410, "guest/locked", new GuestPages.Locked(titled, it, until));
    }

    private ServerResponse gone(ServerRequest request, Doorstep.Gone gone) {
      Scene scene = scene(request, gone.host(), gone.language(), "file.gone.heading");
      return kit.show(request, 410, "files/gone", new FilePages.Gone(scene, gone));
    }

    private ServerResponse unknown(ServerRequest request) {
      return kit.problem(request.servletRequest(), Problem.UNKNOWN);
    }

    private ServerResponse ended(ServerRequest request) {
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

    private Optional<SessionSecret> account(ServerRequest request) {
      return accounts
          ? PageKit.session(request.servletRequest(), PageKit.ACCOUNT_COOKIE)
          : Optional.empty();
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
