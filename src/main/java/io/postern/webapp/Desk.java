package io.postern.webapp;

import io.postern.conversation.AccountDoor;
import io.postern.conversation.AccountDoor.Box;
import io.postern.conversation.AccountDoor.Member;
import io.postern.conversation.Answer;
import io.postern.conversation.Answered;
import io.postern.conversation.Room;
import io.postern.conversation.SessionSecret;
import io.postern.draft.Draft;
import io.postern.portal.AnswerForm;
import io.postern.portal.AnswerPress;
import io.postern.portal.Conversation;
import io.postern.portal.Csrf;
import io.postern.portal.DraftPress;
import io.postern.portal.PageKit;
import io.postern.portal.Reading;
import io.postern.portal.Scene;
import io.postern.portal.Texts;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** What a signed-in account reads and answers (SPEC 12). */
record Desk(PageKit kit, AccountDoor door, Reading reading) {

  /** Pictures by ticket; no conversation has this for an id. */
  static final String IMAGES = "/c/image/";

  private static final int LAST_PAGE = 10_000;

  Desk(PageKit kit, AccountDoor door) {
    this(kit, door, new Reading(kit, IMAGES, door::room));
  }

  /** Somebody who is signed in. */
  private record Signed(SessionSecret session, Member member) {}

  private Optional<Signed> signed(ServerRequest request) {
    return Cookies.SESSION
        .of(request)
        .flatMap(session -> door.member(session).map(member -> new Signed(session, member)));
  }

  // ── the lists ──

  ServerResponse inbox(ServerRequest request) {
    return list(request, Box.INBOX, "/inbox", "mail.inbox");
  }

  ServerResponse sent(ServerRequest request) {
    return list(request, Box.SENT, "/inbox/sent", "mail.sent");
  }

  private ServerResponse list(ServerRequest request, Box box, String path, String titleKey) {
    Optional<Signed> signed = signed(request);
    if (signed.isEmpty()) {
      return kit.goTo("/sign-in").build();
    }
    Signed who = signed.get();
    int page = page(request);
    Texts texts = kit.texts(request.servletRequest(), who.member.language());
    Scene s = scene(request, who, texts, texts.say(titleKey));
    List<AccountDoor.Line> lines = door.list(who.session, box, page);
    List<AccountPages.Row> rows = lines.stream().map(line -> row(s, line)).toList();
    boolean older = !rows.isEmpty() && !door.list(who.session, box, page + 1).isEmpty();
    return kit.show(
        request,
        200,
        "account/list",
        new AccountPages.Letters(s, frame(s, who, box), path, rows, page, older));
  }

  private static int page(ServerRequest request) {
    String asked = PageKit.parameter(request.servletRequest(), "page");
    return asked != null && asked.matches("[0-9]{1,4}")
        ? Math.min(Integer.parseInt(asked), LAST_PAGE)
        : 0;
  }

  private static AccountPages.Row row(Scene s, AccountDoor.Line line) {
    List<String> with = line.with();
    return new AccountPages.Row(
        "/c/" + line.conversation(),
        with.isEmpty() ? "" : with.getFirst(),
        Math.max(0, with.size() - 1),
        line.subject().isBlank() ? s.t("mail.nosubject") : line.subject(),
        line.snippet(),
        line.hasAttachments(),
        line.unread(),
        line.at(),
        StateTag.summary(s, line.states()));
  }

  // ── a conversation ──

  ServerResponse conversation(ServerRequest request) throws IOException {
    Optional<Signed> signed = signed(request);
    if (signed.isEmpty()) {
      return kit.goTo(target(request).from("/sign-in")).build();
    }
    Signed who = signed.get();
    return conversation(request, who, 200, AnswerPress.kept(kit, place(request, who)));
  }

  /** Where this account's answers go. */
  private AnswerPress.Place place(ServerRequest request, Signed who) {
    String id = request.pathVariable("conversation");
    return new AnswerPress.Place() {
      @Override
      public Answered answer(Answer answer) throws IOException {
        return door.answer(who.session, id, answer);
      }

      @Override
      public Optional<Draft> draft() {
        return door.draft(who.session, id);
      }
    };
  }

  /** Whose draft it is, for {@link DraftPress}. */
  DraftPress.Door drafts() {
    return new DraftPress.Door() {
      @Override
      public Optional<SessionSecret> session(ServerRequest request) {
        return signed(request).map(Signed::session);
      }

      @Override
      public Optional<Draft> draft(ServerRequest request, SessionSecret session) {
        return door.draft(session, request.pathVariable("conversation"));
      }

      @Override
      public String page(ServerRequest request) {
        return target(request).path();
      }

      @Override
      public Texts texts(ServerRequest request) {
        return kit.texts(
            request.servletRequest(),
            signed(request).map(who -> who.member.language()).orElse(null));
      }

      @Override
      public ServerResponse ended(ServerRequest request) {
        return Gate.away(kit, request, target(request));
      }
    };
  }

  private ServerResponse conversation(
      ServerRequest request, Signed who, int status, Conversation.Draft draft) throws IOException {
    Texts texts = kit.texts(request.servletRequest(), who.member.language());
    Scene untitled = scene(request, who, texts, "");
    String id = request.pathVariable("conversation");
    Optional<Room> opened = door.room(who.session, id);
    if (opened.isEmpty()) {
      return missing(request, who);
    }
    Room room = opened.get();
    List<AccountPages.Standing> states = states(untitled, room);
    Instant answered = answered(request, room);
    String asText = PageKit.parameter(request.servletRequest(), "text");
    Conversation c = reading.conversation(untitled, room, who.session, "/c/" + id, asText, draft);
    String problem = draft.problem();
    Scene s =
        untitled.titled(
            problem == null
                ? c.subject()
                : texts.say("problem.prefix", "what", texts.say(problem + ".title")));
    AccountPages.Desk desk = frame(s, who, c.readerIsSender() ? Box.SENT : Box.INBOX);
    return kit.showEditor(
        request,
        status,
        "account/conversation",
        new AccountPages.Talk(s, desk, c, states, answered));
  }

  /** Only the original sender's room holds states (SPEC 9.1). */
  private static List<AccountPages.Standing> states(Scene s, Room room) {
    return room.participants().stream()
        .filter(participant -> participant.state() != null)
        .map(participant -> {
          var state = java.util.Objects.requireNonNull(participant.state());
          return new AccountPages.Standing(
              participant.id(),
              participant.person(),
              StateTag.of(s, state),
              s.t(StateTag.key(state) + ".what"),
              state.isReadable() ? participant.by() : null);
        })
        .toList();
  }

  /** After sending: when the reader's newest message went, if it is the newest of all. */
  private static @Nullable Instant answered(ServerRequest request, Room room) {
    Room.Message last = room.messages().getLast();
    boolean mine = last.from().address().equals(room.reader().address());
    return mine && PageKit.parameter(request.servletRequest(), "answered") != null
        ? last.sentAt()
        : null;
  }

  ServerResponse frame(ServerRequest request) throws IOException {
    Optional<Signed> signed = signed(request);
    if (signed.isEmpty()) {
      return Gate.away(kit, request, target(request));
    }
    Optional<Room> room = room(request, signed.get());
    return room.isEmpty()
        ? missing(request, signed.get())
        : reading.frame(request, room.get(), signed.get().session, request.pathVariable("message"));
  }

  /** A picture, by its ticket alone: the frame it stands in has no cookies. */
  ServerResponse image(ServerRequest request) throws IOException {
    return reading.image(request);
  }

  ServerResponse file(ServerRequest request) throws IOException {
    Optional<Signed> signed = signed(request);
    if (signed.isEmpty()) {
      return Gate.away(kit, request, target(request));
    }
    Optional<Room> room = room(request, signed.get());
    return room.isEmpty()
        ? missing(request, signed.get())
        : reading.file(
            request, room.get(), request.pathVariable("message"), request.pathVariable("part"));
  }

  ServerResponse eml(ServerRequest request) throws IOException {
    Optional<Signed> signed = signed(request);
    if (signed.isEmpty()) {
      return Gate.away(kit, request, target(request));
    }
    Optional<Room> room = room(request, signed.get());
    return room.isEmpty()
        ? missing(request, signed.get())
        : reading.eml(request, room.get(), request.pathVariable("message"));
  }

  ServerResponse answer(ServerRequest request) throws IOException {
    Optional<Signed> signed = signed(request);
    Target target = target(request);
    if (signed.isEmpty()) {
      return Gate.away(kit, request, target);
    }
    Signed who = signed.get();
    return AnswerPress.take(
        kit,
        request,
        who.session,
        place(request, who),
        new AnswerPress.Pages() {
          @Override
          public ServerResponse sent(AnswerForm form, Answered.Sent sent) {
            return kit.goTo(target.path() + "?answered=1").build();
          }

          @Override
          public ServerResponse again(int status, Conversation.Draft draft) throws IOException {
            return conversation(request, who, status, draft);
          }

          @Override
          public ServerResponse ended() {
            return Gate.away(kit, request, target);
          }
        });
  }

  /** A code for the phone: shown on the answer to this press and never again (SPEC 8.3). */
  ServerResponse readOut(ServerRequest request) {
    Optional<Signed> signed =
        signed(request)
            .filter(who ->
                Csrf.holds(who.session, PageKit.parameter(request.servletRequest(), Csrf.FIELD)));
    if (signed.isEmpty()) {
      return Gate.away(kit, request, target(request));
    }
    Signed who = signed.get();
    String id = request.pathVariable("conversation");
    String whom =
        Optional.ofNullable(PageKit.parameter(request.servletRequest(), "whom")).orElse("");
    Optional<Room.Person> person;
    try (Room room = door.room(who.session, id).orElse(null)) {
      person =
          room == null
              ? Optional.empty()
              : room.participants().stream()
                  .filter(participant -> participant.id().equals(whom))
                  .findFirst()
                  .map(Room.Participant::person);
    }
    if (person.isEmpty()) {
      return missing(request, who);
    }
    Texts texts = kit.texts(request.servletRequest(), who.member.language());
    AccountDoor.ReadOut made = door.readOut(who.session, id, whom);
    Scene s = scene(request, who, texts, texts.say("readout.heading"));
    int status = made instanceof AccountDoor.ReadOut.Code ? 200 : 409;
    return kit.show(
        request,
        status,
        "account/readout",
        new AccountPages.ReadOut(
            s, frame(s, who, Box.SENT), target(request).path(), person.get(), made));
  }

  // ── what several need ──

  private Optional<Room> room(ServerRequest request, Signed who) {
    return door.room(who.session, request.pathVariable("conversation"));
  }

  /** One page whether it never was, is over, or is somebody else's. */
  private ServerResponse missing(ServerRequest request, Signed who) {
    Texts texts = kit.texts(request.servletRequest(), who.member.language());
    Scene s = scene(request, who, texts, texts.say("nothere.heading"));
    return kit.show(
        request,
        404,
        "account/plain",
        new AccountPages.Plain(s, "nothere", "/inbox", who.member.address()));
  }

  private Scene scene(ServerRequest request, Signed who, Texts texts, String title) {
    return kit.scene(request.servletRequest(), texts, who.member.host(), title);
  }

  private static AccountPages.Desk frame(Scene s, Signed who, @Nullable Box place) {
    return new AccountPages.Desk(s, who.member, Csrf.token(who.session), place);
  }

  private static Target target(ServerRequest request) {
    return Target.conversation(request.pathVariable("conversation"));
  }
}
