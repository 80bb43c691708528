package io.postern.webapp;

import io.postern.conversation.AccountDoor;
import io.postern.conversation.Answer;
import io.postern.conversation.Answered;
import io.postern.conversation.CopyState;
import io.postern.conversation.Room;
import io.postern.conversation.SessionSecret;
import io.postern.directory.Brand;
import io.postern.portal.FakeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An account door without rules behind it. One account; what is asked is written down. {@link #OWN}
 * is a conversation that Dr. Bakker began, {@link #GOT} one that came to her.
 */
final class FakeAccountDoor implements AccountDoor {

  static final String ADDRESS = "m.bakker@stanna.example.org";
  static final String PASSWORD = "correct horse";
  static final String CODE = "482913";
  static final String OWN = "0wn0wn0wn0wn0wn0wn00";
  static final String GOT = "g0tg0tg0tg0tg0tg0t00";
  static final Brand ST_ANNA = new Brand("St. Anna Hospital", "anna", "#7A2E6E", "088 000 12 34");

  private static final Room.Person DOCTOR = new Room.Person("Dr. Marieke Bakker", ADDRESS);
  private static final Room.Person ANNIE =
      new Room.Person("Annie de Vries", "annie.devries@home.example.net");
  private static final Room.Person SANNE = new Room.Person(null, "sanne.devries@home.example.net");

  /** Every call that could let somebody in or change something. */
  final List<String> calls = new ArrayList<>();

  final List<Room.Message> own = new ArrayList<>();
  final List<Room.Message> got = new ArrayList<>();
  final List<Line> inbox = new ArrayList<>();
  final List<Line> sent = new ArrayList<>();
  @Nullable SignIn nextSignIn;
  @Nullable SignIn nextSecondFactor;
  @Nullable Answered nextAnswer;
  byte[] letter = new byte[0];
  boolean lastToAll;

  private final SecureRandom random = new SecureRandom();
  private final InstantSource clock;
  private final Set<String> pending = new HashSet<>();
  private final Set<String> sessions = new HashSet<>();

  FakeAccountDoor(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public synchronized SignIn signIn(String address, String password, InetAddress from) {
    calls.add("signIn " + address);
    SignIn next = nextSignIn;
    if (next != null) {
      return next;
    }
    if (!address.equals(ADDRESS) || !password.equals(PASSWORD)) {
      return new SignIn.Refused();
    }
    SessionSecret secret = SessionSecret.fresh(random);
    pending.add(secret.cookie());
    return new SignIn.CodeWanted(secret);
  }

  @Override
  public synchronized SignIn secondFactor(SessionSecret secret, String code, InetAddress from) {
    calls.add("secondFactor " + code);
    SignIn next = nextSecondFactor;
    if (next != null) {
      return next;
    }
    if (!pending.contains(secret.cookie()) || !code.equals(CODE)) {
      return new SignIn.Refused();
    }
    pending.remove(secret.cookie());
    SessionSecret session = SessionSecret.fresh(random);
    sessions.add(session.cookie());
    return new SignIn.Done(session);
  }

  /** As after half an hour without a press. */
  synchronized void endAllSessions() {
    sessions.clear();
  }

  boolean isOpen(String cookie) {
    return sessions.contains(cookie);
  }

  @Override
  public synchronized Optional<Member> member(SessionSecret session) {
    return sessions.contains(session.cookie())
        ? Optional.of(new Member("Dr. Marieke Bakker", ADDRESS, ST_ANNA, Locale.ENGLISH))
        : Optional.empty();
  }

  @Override
  public synchronized List<Line> list(SessionSecret session, Box box, int page) {
    if (!sessions.contains(session.cookie())) {
      throw new AssertionError("a list was asked for without being signed in");
    }
    List<Line> all =
        switch (box) {
          case INBOX -> inbox;
          case SENT -> sent;
        };
    return all.stream().skip(page * 30L).limit(30).toList();
  }

  @Override
  public synchronized Optional<Room> room(SessionSecret session, String conversation) {
    if (!sessions.contains(session.cookie())) {
      return Optional.empty();
    }
    return switch (conversation) {
      case OWN ->
          Optional.of(
              room(
                  OWN,
                  own,
                  List.of(
                      new Room.Participant("p0", DOCTOR, true, false, null),
                      new Room.Participant("p1", ANNIE, false, false, CopyState.ANSWERED),
                      new Room.Participant("p2", SANNE, false, false, CopyState.NOTIFIED),
                      new Room.Participant(
                          "p3",
                          new Room.Person("Lindenhof Practice", "post@lindenhof.example.com"),
                          false,
                          true,
                          CopyState.DELIVERED),
                      new Room.Participant(
                          "p4",
                          new Room.Person(null, "r.koster@oudeveste.example.com"),
                          false,
                          false,
                          CopyState.FAILED))));
      case GOT ->
          Optional.of(
              room(
                  GOT,
                  got,
                  List.of(
                      new Room.Participant("p0", ANNIE, true, false, null),
                      new Room.Participant("p1", DOCTOR, false, false, null),
                      new Room.Participant("p2", SANNE, false, false, null))));
      default -> Optional.empty();
    };
  }

  private static Room room(
      String id, List<Room.Message> messages, List<Room.Participant> participants) {
    return new Room(
        id,
        ST_ANNA,
        DOCTOR,
        List.copyOf(messages),
        participants,
        List.of(),
        true,
        Instant.parse("2027-02-21T22:00:00Z"));
  }

  @Override
  public Answered answer(SessionSecret session, String conversation, Answer answer)
      throws IOException {
    calls.add("answer " + conversation);
    Answered next = nextAnswer;
    if (next != null) {
      return next;
    }
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    answer.body().writeTo(kept);
    lastToAll = answer.toAll();
    letter = kept.toByteArray();
    List<Room.Message> thread = conversation.equals(OWN) ? own : got;
    thread.add(
        FakeMessage.of(
            "answer" + thread.size(),
            DOCTOR,
            clock.instant(),
            "Re: " + thread.getFirst().subject(),
            "MIME-Version: 1.0\r\n" + kept.toString(StandardCharsets.US_ASCII)));
    return new Answered.Sent(clock.instant());
  }

  @Override
  public synchronized void signOut(SessionSecret session) {
    calls.add("signOut");
    sessions.remove(session.cookie());
  }
}
