package io.postern.portal;

import io.postern.conversation.Answer;
import io.postern.conversation.Answered;
import io.postern.conversation.Doorstep;
import io.postern.conversation.GuestDoor;
import io.postern.conversation.Room;
import io.postern.conversation.SessionSecret;
import io.postern.directory.Brand;
import io.postern.policy.Verification;
import io.postern.seal.LinkSecret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A guest door without rules behind it: what stands behind each link is set by the test, what was
 * asked is counted. The code that opens is always 482913, the access code {@code yellow-42}.
 */
final class FakeGuestDoor implements GuestDoor {

  static final String CODE = "482913";
  static final String ACCESS_CODE = "yellow-42";
  static final Brand ST_ANNA = new Brand("St. Anna Hospital", "anna", "#7A2E6E", "088 000 12 34");

  /** Calls that change something. */
  final AtomicInteger changes = new AtomicInteger();

  final AtomicInteger looks = new AtomicInteger();
  final AtomicInteger asked = new AtomicInteger();
  final List<Trouble> reports = new ArrayList<>();
  final List<String> typed = new ArrayList<>();
  final Map<String, Verification> links = new HashMap<>();
  final Map<String, Doorstep> ends = new HashMap<>();
  final List<Room.Message> messages = new ArrayList<>();
  final List<String> alsoAddressed = new ArrayList<>();
  boolean mayAnswerAll = true;
  @Nullable Asked nextAsk;
  @Nullable Proof nextProof;
  @Nullable Answered nextAnswer;
  byte[] letter = new byte[0];
  boolean lastToAll;

  /** Looking fails, as when the store is down. */
  boolean broken;

  /** Where answers are written to; null keeps them in {@link #letter}. */
  @Nullable OutputStream sink;

  private final SecureRandom random = new SecureRandom();
  private final InstantSource clock;
  private final Map<String, String> sessions = new HashMap<>();
  private final Map<String, Instant> codes = new HashMap<>();
  private final List<String> proven = new ArrayList<>();
  private final AtomicInteger openRooms = new AtomicInteger();

  FakeGuestDoor(InstantSource clock) {
    this.clock = clock;
  }

  LinkSecret link(Verification verification) {
    LinkSecret link = LinkSecret.fresh(random);
    links.put(link.segment(), verification);
    return link;
  }

  LinkSecret ended(Doorstep end) {
    LinkSecret link = LinkSecret.fresh(random);
    ends.put(link.segment(), end);
    return link;
  }

  int openRooms() {
    return openRooms.get();
  }

  Doorstep.Door door(Verification by) {
    String hint =
        switch (by) {
          case SMS -> "14";
          case EMAIL -> "an•••@home.example.net";
          case ACCESS_CODE -> "The word on the yellow card from the front desk";
          case ACCOUNT -> null;
        };
    return new Doorstep.Door(
        ST_ANNA,
        "Dr. Marieke Bakker",
        "m.bakker@stanna.example.org",
        by,
        hint,
        Instant.parse("2026-11-23T09:42:00Z"),
        Instant.parse("2027-02-21T22:00:00Z"),
        Locale.ENGLISH);
  }

  @Override
  public synchronized Doorstep look(LinkSecret link) {
    looks.incrementAndGet();
    if (broken) {
      throw new IllegalStateException("the store is down");
    }
    Doorstep end = ends.get(link.segment());
    if (end != null) {
      return end;
    }
    Verification by = links.get(link.segment());
    return by == null ? new Doorstep.Unknown() : new Doorstep.Closed(door(by), none());
  }

  private static Doorstep.CodeState none() {
    return new Doorstep.CodeState(Optional.empty(), Optional.empty(), Optional.empty(), 5);
  }

  @Override
  public synchronized Optional<SessionSecret> enter(LinkSecret link) {
    changes.incrementAndGet();
    if (!links.containsKey(link.segment())) {
      return Optional.empty();
    }
    SessionSecret session = SessionSecret.fresh(random);
    sessions.put(session.cookie(), link.segment());
    return Optional.of(session);
  }

  @Override
  public synchronized boolean askAgain(LinkSecret link) {
    changes.incrementAndGet();
    return ends.containsKey(link.segment());
  }

  @Override
  public synchronized Doorstep at(SessionSecret session) {
    String link = sessions.get(session.cookie());
    Verification by = link == null ? null : links.get(link);
    if (link == null || by == null) {
      return new Doorstep.Unknown();
    }
    if (ends.get(link) instanceof Doorstep.Locked locked) {
      return locked;
    }
    if (proven.contains(session.cookie())) {
      return new Doorstep.Open(door(by));
    }
    Instant sent = codes.get(session.cookie());
    Doorstep.CodeState state =
        sent == null
            ? new Doorstep.CodeState(
                Optional.empty(),
                Optional.empty(),
                Optional.of(clock.instant().plusSeconds(840)),
                5)
            : new Doorstep.CodeState(
                Optional.of(sent),
                Optional.of(sent.plusSeconds(300)),
                Optional.of(sent.plusSeconds(60)),
                5);
    return new Doorstep.Closed(door(by), state);
  }

  @Override
  public synchronized Asked ask(SessionSecret session) {
    changes.incrementAndGet();
    asked.incrementAndGet();
    Asked next = nextAsk;
    if (next != null) {
      return next;
    }
    codes.put(session.cookie(), clock.instant());
    return new Asked.Sent(clock.instant(), clock.instant().plusSeconds(300));
  }

  @Override
  public synchronized Proof prove(SessionSecret session, String code) {
    changes.incrementAndGet();
    typed.add(code);
    Proof next = nextProof;
    if (next != null) {
      return next;
    }
    String plain = code.replaceAll("[ -]", "");
    if (plain.equals(CODE) || code.equals(ACCESS_CODE)) {
      proven.add(session.cookie());
      return new Proof.Opened();
    }
    return new Proof.Wrong(4);
  }

  @Override
  public synchronized void report(SessionSecret session, Trouble trouble) {
    changes.incrementAndGet();
    reports.add(trouble);
  }

  @Override
  public synchronized Optional<Room> room(SessionSecret session) {
    if (!proven.contains(session.cookie())) {
      return Optional.empty();
    }
    openRooms.incrementAndGet();
    Room.Person annie = new Room.Person(null, "annie.devries@home.example.net");
    Room.Person doctor = new Room.Person("Dr. Marieke Bakker", "m.bakker@stanna.example.org");
    List<Room.Participant> people = new ArrayList<>();
    people.add(new Room.Participant("p0", doctor, true, false, null));
    people.add(new Room.Participant("p1", annie, false, false, null));
    if (mayAnswerAll) {
      Room.Person sanne = new Room.Person("Sanne de Vries", "sanne.devries@home.example.net");
      Room.Person practice = new Room.Person("Lindenhof Practice", "post@lindenhof.example.com");
      people.add(new Room.Participant("p2", sanne, false, false, null));
      people.add(new Room.Participant("p3", practice, false, true, null));
    }
    return Optional.of(
        new Room(
            "conv1",
            ST_ANNA,
            annie,
            List.copyOf(messages),
            people,
            List.copyOf(alsoAddressed),
            mayAnswerAll,
            Instant.parse("2027-02-21T22:00:00Z")));
  }

  @Override
  public Answered answer(SessionSecret session, Answer answer) throws IOException {
    changes.incrementAndGet();
    Answered next = nextAnswer;
    if (next != null) {
      return next;
    }
    OutputStream out = sink;
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    answer.body().writeTo(out == null ? kept : out);
    lastToAll = answer.toAll();
    letter = kept.toByteArray();
    if (out == null) {
      messages.add(
          FakeMessage.of(
              "answer" + messages.size(),
              new Room.Person(null, "annie.devries@home.example.net"),
              clock.instant(),
              "Re: Your blood results",
              ("MIME-Version: 1.0\r\n"
                  + kept.toString(java.nio.charset.StandardCharsets.US_ASCII))));
    }
    return new Answered.Sent(clock.instant());
  }

  @Override
  public synchronized void leave(SessionSecret session) {
    changes.incrementAndGet();
    sessions.remove(session.cookie());
    proven.remove(session.cookie());
  }
}
