package io.postern.portal;

import io.postern.conversation.Answer;
import io.postern.conversation.Answered;
import io.postern.conversation.Doorstep;
import io.postern.conversation.Room;
import io.postern.conversation.SessionSecret;
import io.postern.draft.Draft;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** The room behind the door: reading and answering (SPEC 8.5, 8.6). */
record GuestRoom(GuestDesk desk, GuestCode code, Reading reading) {

  static final String BASE = "/read";

  ServerResponse read(ServerRequest request) throws IOException {
    Optional<SessionSecret> session = GuestDesk.session(request);
    return session.isEmpty()
        ? code.atDoor(request)
        : read(request, 200, AnswerPress.kept(desk.kit(), place(session.get())));
  }

  /** Where this guest's answers go. */
  private AnswerPress.Place place(SessionSecret session) {
    return new AnswerPress.Place() {
      @Override
      public Answered answer(Answer answer) throws IOException {
        return desk.door().answer(session, answer);
      }

      @Override
      public Optional<Draft> draft() {
        return desk.door().draft(session);
      }
    };
  }

  /** Whose draft it is, for {@link DraftPress}. */
  DraftPress.Door drafts() {
    return new DraftPress.Door() {
      @Override
      public Optional<SessionSecret> session(ServerRequest request) {
        return GuestDesk.session(request);
      }

      @Override
      public Optional<Draft> draft(ServerRequest request, SessionSecret session) {
        return desk.door().draft(session);
      }

      @Override
      public String page(ServerRequest request) {
        return BASE;
      }

      @Override
      public Texts texts(ServerRequest request) {
        Locale language =
            GuestDesk.session(request)
                .flatMap(session -> GuestDesk.doorOf(desk.door().at(session)))
                .map(Doorstep.Door::language)
                .orElse(null);
        return desk.kit().texts(request.servletRequest(), language);
      }

      @Override
      public ServerResponse ended(ServerRequest request) {
        return desk.ended(request);
      }
    };
  }

  private ServerResponse read(ServerRequest request, int status, Conversation.Draft draft)
      throws IOException {
    Optional<SessionSecret> session = GuestDesk.session(request);
    if (session.isEmpty()
        || !(desk.door().at(session.get()) instanceof Doorstep.Open(Doorstep.Door it))) {
      return code.atDoor(request);
    }
    Optional<Room> room = desk.door().room(session.get());
    if (room.isEmpty()) {
      return desk.ended(request);
    }
    Texts texts = desk.kit().texts(request.servletRequest(), it.language());
    Scene untitled = desk.kit().scene(request.servletRequest(), texts, it.host(), "");
    String text = GuestDesk.field(request, "text");
    Conversation conversation =
        reading.conversation(
            untitled, room.get(), session.get(), BASE, text.isEmpty() ? null : text, draft);
    String problem = draft.problem();
    String title =
        problem == null
            ? conversation.subject()
            : texts.say("problem.prefix", "what", texts.say(problem + ".title"));
    return desk.kit()
        .showEditor(
            request,
            status,
            "guest/read",
            new GuestPages.Read(
                untitled.titled(title),
                conversation,
                it.verification(),
                GuestDesk.device(request)
                    .flatMap(device -> desk.door().known(session.get(), device))
                    .orElse(null)));
  }

  ServerResponse frame(ServerRequest request) throws IOException {
    Optional<SessionSecret> session = GuestDesk.session(request);
    Optional<Room> room = session.flatMap(desk.door()::room);
    return session.isEmpty() || room.isEmpty()
        ? desk.ended(request)
        : reading.frame(request, room.get(), session.get(), request.pathVariable("message"));
  }

  ServerResponse file(ServerRequest request) throws IOException {
    Optional<Room> room = GuestDesk.session(request).flatMap(desk.door()::room);
    return room.isEmpty()
        ? desk.ended(request)
        : reading.file(
            request, room.get(), request.pathVariable("message"), request.pathVariable("part"));
  }

  ServerResponse eml(ServerRequest request) throws IOException {
    Optional<Room> room = GuestDesk.session(request).flatMap(desk.door()::room);
    return room.isEmpty()
        ? desk.ended(request)
        : reading.eml(request, room.get(), request.pathVariable("message"));
  }

  ServerResponse answer(ServerRequest request) throws IOException {
    Optional<SessionSecret> session = GuestDesk.session(request);
    return session.isEmpty()
        ? desk.ended(request)
        : AnswerPress.take(
            desk.kit(),
            request,
            session.get(),
            place(session.get()),
            new AnswerPress.Pages() {
              @Override
              public ServerResponse sent(AnswerForm form, Answered.Sent sent) {
                return desk.kit().goTo(form.words().toAll() ? "/sent?to=all" : "/sent").build();
              }

              @Override
              public ServerResponse again(int status, Conversation.Draft draft) throws IOException {
                return read(request, status, draft);
              }

              @Override
              public ServerResponse ended() {
                return GuestDesk.ended(desk.kit(), request);
              }
            });
  }

  ServerResponse sent(ServerRequest request) throws IOException {
    Optional<SessionSecret> session = GuestDesk.session(request);
    if (session.isEmpty()
        || !(desk.door().at(session.get()) instanceof Doorstep.Open(Doorstep.Door it))) {
      return code.atDoor(request);
    }
    Optional<Room> opened = desk.door().room(session.get());
    if (opened.isEmpty()) {
      return desk.ended(request);
    }
    try (Room room = opened.get()) {
      String me = room.reader().address();
      List<Room.Message> mine =
          room.messages().stream().filter(m -> m.from().address().equals(me)).toList();
      if (mine.isEmpty()) {
        return desk.kit().goTo("/read").build();
      }
      Room.Message last = mine.getLast();
      Scene scene = desk.scene(request, it.host(), it.language(), "sent.heading");
      return desk.kit()
          .show(
              request,
              200,
              "guest/sent",
              new GuestPages.Sent(
                  scene,
                  it.senderName(),
                  it.senderAddress(),
                  last.sentAt(),
                  last.reader().attachments().size(),
                  GuestDesk.field(request, "to").equals("all"),
                  Csrf.token(session.get())));
    }
  }

  /** The device shall need a code again. */
  ServerResponse forget(ServerRequest request) {
    Optional<SessionSecret> session = GuestDesk.proven(request);
    if (session.isEmpty()) {
      return desk.ended(request);
    }
    GuestDesk.device(request).ifPresent(device -> desk.door().forget(session.get(), device));
    return desk.kit().goTo(BASE).build();
  }

  ServerResponse leave(ServerRequest request) {
    Optional<SessionSecret> session = GuestDesk.proven(request);
    if (session.isEmpty()) {
      return desk.ended(request);
    }
    Optional<Doorstep.Door> it = GuestDesk.doorOf(desk.door().at(session.get()));
    desk.door().leave(session.get());
    Scene scene =
        desk.scene(
            request,
            it.map(Doorstep.Door::host).orElse(null),
            it.map(Doorstep.Door::language).orElse(null),
            "closed.heading");
    return desk.kit()
        .show(
            request,
            200,
            "guest/closed",
            new GuestPages.Closed(scene),
            page -> page.cookie(PageKit.cookie(GuestDesk.COOKIE, "", 0)));
  }
}
