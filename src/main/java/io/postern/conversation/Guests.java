package io.postern.conversation;

import io.postern.directory.Deployment;
import io.postern.directory.Directory;
import io.postern.directory.Organisation;
import io.postern.draft.Draft;
import io.postern.draft.Drafts;
import io.postern.draft.Writer;
import io.postern.notice.CodeMail;
import io.postern.notice.TextMessage;
import io.postern.notice.Texts;
import io.postern.policy.PhoneNumber;
import io.postern.policy.Verification;
import io.postern.queue.OwnMails;
import io.postern.seal.Addresses;
import io.postern.seal.DataKey;
import io.postern.seal.KeyService;
import io.postern.seal.LinkSecret;
import io.postern.seal.OneTimeCodes;
import io.postern.smtp.Mailbox;
import io.postern.store.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The guests' door over the store. */
final class Guests implements GuestDoor {
  private static final Logger log = LoggerFactory.getLogger(Guests.class);
  private static final Duration TEXT_VALID = Duration.ofMinutes(5);
  private static final Duration MAIL_VALID = Duration.ofMinutes(15);

  private final Database database;
  private final Directory directory;
  private final KeyService keys;
  private final Addresses addresses;
  private final Doorsteps doorsteps;
  private final GuestSessions sessions;
  private final GuestProofs proofs;
  private final Devices devices;
  private final SenderNotices notices;
  private final Rooms rooms;
  private final Answering answering;
  private final Drafts drafts;
  private final OwnMails ownMails;
  private final CodeMail codeMail;
  private final Letterheads letterheads;
  private final Texts texts;
  private final Deployment deployment;
  private final InstantSource clock;
  private final SecureRandom random;

  Guests(
      Database database,
      Directory directory,
      KeyService keys,
      Addresses addresses,
      Doorsteps doorsteps,
      GuestSessions sessions,
      GuestProofs proofs,
      Devices devices,
      SenderNotices notices,
      Rooms rooms,
      Answering answering,
      Drafts drafts,
      OwnMails ownMails,
      CodeMail codeMail,
      Letterheads letterheads,
      Texts texts,
      Deployment deployment,
      InstantSource clock,
      SecureRandom random) {
    this.database = database;
    this.directory = directory;
    this.keys = keys;
    this.addresses = addresses;
    this.doorsteps = doorsteps;
    this.sessions = sessions;
    this.proofs = proofs;
    this.devices = devices;
    this.notices = notices;
    this.rooms = rooms;
    this.answering = answering;
    this.drafts = drafts;
    this.ownMails = ownMails;
    this.codeMail = codeMail;
    this.letterheads = letterheads;
    this.texts = texts;
    this.deployment = deployment;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public Doorstep look(LinkSecret link) {
    Instant now = clock.instant();
    return database
        .read(tx -> Doorsteps.see(tx, link.digest(), now))
        .map(seen -> doorsteps.step(seen, link, false, now))
        .orElse(new Doorstep.Unknown());
  }

  @Override
  public Optional<SessionSecret> enter(LinkSecret link) {
    if (!(look(link) instanceof Doorstep.Closed)) {
      return Optional.empty();
    }
    return database
        .read(tx -> CopyRow.byLink(tx, link.digest()))
        .map(copy -> sessions.begin(copy.key(), link, clock.instant()));
  }

  @Override
  public Doorstep at(SessionSecret secret) {
    return standing(secret, clock.instant()).map(Standing::step).orElse(new Doorstep.Unknown());
  }

  /** A session that stands before its closed or open door. */
  private record Standing(GuestSessions.Session session, Doorsteps.Behind behind, Doorstep step) {}

  private Optional<Standing> standing(SessionSecret secret, Instant now) {
    return sessions
        .find(secret, now)
        .flatMap(session ->
            database
                .read(tx -> Doorsteps.see(tx, session.copy(), now))
                .map(seen ->
                    new Standing(
                        session,
                        seen.behind(),
                        doorsteps.step(seen, session.link(), session.proven(), now))));
  }

  @Override
  public Asked ask(SessionSecret secret) {
    Instant now = clock.instant();
    Optional<Standing> standing = standing(secret, now);
    if (standing.isEmpty()) {
      return new Asked.NotHere();
    }
    Doorsteps.Behind behind = standing.get().behind;
    return switch (standing.get().step) {
      case Doorstep.Locked(Doorstep.Door _, Instant until) -> new Asked.Locked(until);
      case Doorstep.Closed(Doorstep.Door door, Doorstep.CodeState _) ->
          switch (door.verification()) {
            case SMS, EMAIL -> send(behind, standing.get().session.link(), door, now);
            case ACCESS_CODE, ACCOUNT -> new Asked.NotHere();
          };
      case Doorstep.Open _, Doorstep.Gone _, Doorstep.Unknown _ -> new Asked.NotHere();
    };
  }

  private Asked send(Doorsteps.Behind behind, LinkSecret link, Doorstep.Door door, Instant now) {
    CopyRow copy = behind.copy();
    // Sealing what may not be sent would cost more than asking first; the transaction asks again.
    Optional<Instant> tooSoon = database.read(tx -> Codes.nextAskAt(tx, copy.key(), now));
    if (tooSoon.isPresent()) {
      return new Asked.TooSoon(tooSoon.get());
    }
    String code = OneTimeCodes.fresh(random);
    Instant until = now.plus(door.verification() == Verification.SMS ? TEXT_VALID : MAIL_VALID);
    byte[] mac = OneTimeCodes.mac(link, copy.publicId(), code);
    boolean byText = door.verification() == Verification.SMS;
    int textsPerDay = directory.organisation(copy.organisation()).orElseThrow().smsPerDay();
    OwnMails.Sealed own =
        door.verification() == Verification.SMS
            ? text(behind, door, code, now, until)
            : mail(behind, door, code, now, until);
    Asked asked =
        database.write(tx -> {
          Optional<Instant> next = Codes.nextAskAt(tx, copy.key(), now);
          if (next.isPresent()) {
            return new Asked.TooSoon(next.get());
          }
          Codes.insert(tx, database.newKey(), copy.key(), mac, now, until);
          ownMails.add(tx, own);
          CopyRow.note(
              tx, database.newKey(), copy.key(), now, "code-asked", door.verification().name());
          return new Asked.Sent(now, until);
        });
    ownMails.wake();
    return asked;
  }

  private OwnMails.Sealed text(
      Doorsteps.Behind behind, Doorstep.Door door, String code, Instant now, Instant until) {
    CopyRow copy = behind.copy();
    byte[] sealed = copy.numberSealed();
    if (sealed == null) {
      throw new IllegalStateException("copy " + copy.publicId() + " has no number");
    }
    PhoneNumber number =
        new PhoneNumber(
            new String(
                keys.openSecret(sealed, Slots.number(copy.publicId())), StandardCharsets.UTF_8));
    TextMessage text =
        TextMessage.code(
            texts,
            door.host().name(),
            deployment.portal(),
            code,
            now,
            until,
            door.language(),
            deployment.zone());
    return ownMails.text(copy.organisation(), copy.key(), number, text.text());
  }

  private OwnMails.Sealed mail(
      Doorsteps.Behind behind, Doorstep.Door door, String code, Instant now, Instant until) {
    CopyRow copy = behind.copy();
    Mailbox to = addresses.open(copy.recipient());
    Optional<Mailbox> kept = database.read(tx -> Letterheads.kept(tx, copy.key()));
    Letterhead head =
        letterheads.of(
            directory.organisation(copy.organisation()).orElseThrow(),
            copy,
            behind.message(),
            behind.conversation(),
            kept.orElse(null));
    return ownMails.mail(
        OwnMails.Kind.CODE,
        copy.organisation(),
        copy.key(),
        head.reversePath(),
        to,
        codeMail.write(
            new CodeMail.Facts(
                door.host(),
                null,
                head.from(),
                to,
                code,
                now,
                until,
                door.language(),
                deployment.zone())),
        copy.cleartext(),
        copy.onlyOver());
  }

  @Override
  public Proof prove(SessionSecret secret, String typed) {
    return prove(secret, typed, null);
  }

  @Override
  public Proof prove(SessionSecret secret, String typed, @Nullable SessionSecret device) {
    Instant now = clock.instant();
    Optional<Standing> standing = standing(secret, now);
    if (standing.isEmpty()) {
      return new Proof.NotHere();
    }
    return switch (standing.get().step) {
      case Doorstep.Closed _ ->
          proofs.attempt(standing.get().behind, standing.get().session, secret, typed, device, now);
      case Doorstep.Open _ -> new Proof.Opened();
      case Doorstep.Locked(Doorstep.Door _, Instant until) -> new Proof.Locked(until);
      case Doorstep.Gone _, Doorstep.Unknown _ -> new Proof.NotHere();
    };
  }

  @Override
  public Optional<Duration> remembers(SessionSecret secret) {
    return standing(secret, clock.instant())
        .flatMap(standing -> devices.offered(standing.behind.copy()));
  }

  @Override
  public Optional<Instant> known(LinkSecret link, SessionSecret device) {
    Instant now = clock.instant();
    return look(link) instanceof Doorstep.Closed
        ? database
            .read(tx -> CopyRow.byLink(tx, link.digest()))
            .flatMap(copy -> devices.knownUntil(copy, device, now))
        : Optional.empty();
  }

  @Override
  public Optional<Instant> known(SessionSecret secret, SessionSecret device) {
    Instant now = clock.instant();
    return standing(secret, now)
        .flatMap(standing -> devices.knownUntil(standing.behind.copy(), device, now));
  }

  @Override
  public boolean recognise(SessionSecret secret, SessionSecret device) {
    Instant now = clock.instant();
    return standing(secret, now)
        .filter(standing -> standing.step instanceof Doorstep.Closed)
        .map(standing -> proofs.recognise(standing.behind, standing.session, secret, device, now))
        .orElse(false);
  }

  @Override
  public void forget(SessionSecret secret, SessionSecret device) {
    standing(secret, clock.instant())
        .ifPresent(standing -> devices.forget(standing.behind.copy(), device));
  }

  @Override
  public void report(SessionSecret secret, Trouble trouble) {
    Instant now = clock.instant();
    standing(secret, now).ifPresent(standing -> notices.trouble(standing.behind, trouble, now));
  }

  @Override
  public Optional<Room> room(SessionSecret secret) {
    Instant now = clock.instant();
    return inside(secret, now)
        .map(inside -> {
          Doorsteps.Behind behind = inside.standing.behind;
          Organisation host = directory.organisation(behind.message().organisation()).orElseThrow();
          return rooms.room(
              behind.conversation(),
              host.brand(),
              addresses.open(behind.copy().recipient()),
              false,
              inside.thread,
              behind.message().expiresAt());
        });
  }

  /** A proven session with what its key opens. */
  private record Inside(Standing standing, List<OpenedMessage> thread) {
    /** The message that the link opens. */
    OpenedMessage mine() {
      return thread.stream()
          .filter(message -> message.row().key() == standing.behind.message().key())
          .findFirst()
          .orElseThrow();
    }
  }

  private Optional<Inside> inside(SessionSecret secret, Instant now) {
    return standing(secret, now)
        .filter(standing -> standing.step instanceof Doorstep.Open)
        .flatMap(standing -> {
          Optional<DataKey> key = standing.session.dataKey(secret);
          return key.map(opened ->
              new Inside(
                  standing, rooms.guestThread(standing.behind, standing.session.link(), opened)));
        });
  }

  @Override
  public Answered answer(SessionSecret secret, Answer answer) throws IOException {
    Instant now = clock.instant();
    Optional<Inside> inside = inside(secret, now);
    if (inside.isEmpty()) {
      return new Answered.NotHere();
    }
    Standing standing = inside.get().standing;
    Doorsteps.Behind behind = standing.behind;
    OpenedMessage mine = inside.get().mine();
    Mailbox author = addresses.open(behind.copy().recipient());
    AnswerIntake.Links authorLinks =
        (key, answerKey, answerId) ->
            List.of(
                new AnswerIntake.Link(
                    mine.row().key(),
                    answerKey,
                    behind.copy().key(),
                    KeyLinks.author(mine.key(), standing.session.link(), key, answerId)));
    return answering.answer(
        behind.conversation(),
        new Answering.Author(author, "", null, behind.copy()),
        inside.get().thread,
        answer,
        authorLinks,
        now);
  }

  @Override
  public Optional<Draft> draft(SessionSecret secret) {
    return inside(secret, clock.instant())
        .map(inside -> {
          Doorsteps.Behind behind = inside.standing.behind;
          OpenedMessage mine = inside.mine();
          return drafts.open(
              new Writer(behind.conversation().key(), mine.row().key(), behind.copy().key(), null),
              DraftLids.guest(mine.key(), inside.standing.session.link()));
        });
  }

  @Override
  public boolean askAgain(LinkSecret link) {
    Instant now = clock.instant();
    Optional<Doorsteps.Behind> behind = database.read(tx -> Doorsteps.find(tx, link.digest()));
    if (behind.isEmpty() || !(look(link) instanceof Doorstep.Gone)) {
      return false;
    }
    notices.askedAgain(behind.get(), now);
    return true;
  }

  @Override
  public void leave(SessionSecret session) {
    sessions.end(session);
  }
}
