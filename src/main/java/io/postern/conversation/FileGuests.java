package io.postern.conversation;

import io.postern.directory.Account;
import io.postern.directory.Deployment;
import io.postern.directory.Directory;
import io.postern.directory.Organisation;
import io.postern.mime.MessageReader;
import io.postern.notice.CodeMail;
import io.postern.policy.Verification;
import io.postern.queue.OwnMails;
import io.postern.seal.Addresses;
import io.postern.seal.DataKey;
import io.postern.seal.KeyService;
import io.postern.seal.KeySlots;
import io.postern.seal.LinkSecret;
import io.postern.seal.OneTimeCodes;
import io.postern.seal.SecretBox;
import io.postern.smtp.Mailbox;
import io.postern.smtp.ReversePath;
import io.postern.store.Database;
import io.postern.store.Tx;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The door to linked files over the store. */
final class FileGuests implements FileDoor {
  private static final Duration MAIL_VALID = Duration.ofMinutes(15);

  private final Database database;
  private final Directory directory;
  private final KeyService keys;
  private final Addresses addresses;
  private final Contents contents;
  private final FileSessions sessions;
  private final AccountSessions accounts;
  private final SenderNotices notices;
  private final OwnMails ownMails;
  private final CodeMail codeMail;
  private final Deployment deployment;
  private final InstantSource clock;
  private final SecureRandom random;

  FileGuests(
      Database database,
      Directory directory,
      KeyService keys,
      Addresses addresses,
      Contents contents,
      FileSessions sessions,
      AccountSessions accounts,
      SenderNotices notices,
      OwnMails ownMails,
      CodeMail codeMail,
      Deployment deployment,
      InstantSource clock,
      SecureRandom random) {
    this.database = database;
    this.directory = directory;
    this.keys = keys;
    this.addresses = addresses;
    this.contents = contents;
    this.sessions = sessions;
    this.accounts = accounts;
    this.notices = notices;
    this.ownMails = ownMails;
    this.codeMail = codeMail;
    this.deployment = deployment;
    this.clock = clock;
    this.random = random;
  }

  /** A link with what it belongs to. */
  private record Found(FileLinkRow link, Doorsteps.Behind behind) {}

  private static Optional<Found> found(Tx tx, Optional<FileLinkRow> link) {
    return link.flatMap(
        row -> Doorsteps.find(tx, row.copy()).map(behind -> new Found(row, behind)));
  }

  // ── looking ──

  @Override
  public Step look(LinkSecret link) {
    Instant now = clock.instant();
    Optional<Found> found = database.read(tx -> found(tx, FileLinkRow.byDigest(tx, link.digest())));
    return found
        .map(it -> step(it.behind, List.of(new Held(it.link, link)), false, now))
        .orElse(new Step.Unknown());
  }

  /** A link with its secret. */
  private record Held(FileLinkRow row, LinkSecret secret) {}

  private Step step(Doorsteps.Behind behind, List<Held> held, boolean proven, Instant now) {
    Organisation host = directory.organisation(behind.message().organisation()).orElseThrow();
    Locale language = Locale.forLanguageTag(behind.message().language());
    List<LinkedFile> files = new ArrayList<>();
    Doorstep.Door door = null;
    Doorstep.Gone gone = null;
    for (Held one : held) {
      Optional<Doorstep.Why> why = whyGone(behind, one.row, now);
      Optional<FileCard> card = why.isEmpty() ? card(one) : Optional.empty();
      if (card.isPresent()) {
        FileCard it = card.get();
        files.add(new LinkedFile(one.row.publicId(), it.fileName(), it.mediaType(), it.size()));
        door = door(behind, host, it, language);
      } else if (why.isPresent()) {
        gone = new Doorstep.Gone(host.brand(), since(behind, one.row), why.get(), language);
      }
    }
    if (door == null) {
      return gone == null ? new Step.Unknown() : new Step.Gone(gone);
    }
    Instant locked = behind.copy().lockedUntil();
    if (locked != null && locked.isAfter(now)) {
      return new Step.Locked(door, locked);
    }
    if (proven) {
      return new Step.Open(door, files);
    }
    long copy = behind.copy().key();
    Doorstep.CodeState codes = database.read(tx -> Codes.state(tx, copy, now));
    return new Step.Closed(door, files, codes, database.read(tx -> Codes.isLost(tx, copy, now)));
  }

  private static Optional<FileCard> card(Held one) {
    byte[] sealed = one.row.card();
    return sealed == null
        ? Optional.empty()
        : SecretBox.open(one.secret.reveal(), sealed, Slots.fileCard(one.row.publicId()))
            .map(FileCard::decode);
  }

  private Doorstep.Door door(
      Doorsteps.Behind behind, Organisation host, FileCard card, Locale language) {
    Mailbox recipient = addresses.open(behind.copy().recipient());
    return new Doorstep.Door(
        host.brand(),
        card.senderName(),
        card.senderAddress(),
        Verification.EMAIL,
        recipient.local() + "@…",
        behind.message().acceptedAt(),
        behind.message().expiresAt(),
        language);
  }

  private static Optional<Doorstep.Why> whyGone(
      Doorsteps.Behind behind, FileLinkRow link, Instant now) {
    if (link.revoked() || behind.copy().state() == CopyState.REVOKED) {
      return Optional.of(Doorstep.Why.REVOKED);
    }
    if (!behind.message().expiresAt().isAfter(now)) {
      return Optional.of(Doorstep.Why.EXPIRED);
    }
    return link.slot() == null ? Optional.of(Doorstep.Why.SUPERSEDED) : Optional.empty();
  }

  private static Instant since(Doorsteps.Behind behind, FileLinkRow link) {
    Instant ended = link.endedAt();
    return ended == null ? behind.message().expiresAt() : ended;
  }

  // ── sessions ──

  @Override
  public Optional<SessionSecret> enter(LinkSecret link, Optional<SessionSecret> before) {
    Instant now = clock.instant();
    if (!(look(link) instanceof Step.Closed)) {
      return Optional.empty();
    }
    Optional<FileLinkRow> row = database.read(tx -> FileLinkRow.byDigest(tx, link.digest()));
    if (row.isEmpty()) {
      return Optional.empty();
    }
    Optional<FileSessions.Session> here =
        before
            .flatMap(secret -> sessions.find(secret, now))
            .filter(session -> session.copy() == row.get().copy());
    if (before.isPresent() && here.isPresent()) {
      sessions.add(before.get(), here.get(), row.get(), link);
      return before;
    }
    return Optional.of(sessions.begin(row.get(), link, now));
  }

  /** A session with what it stands before. */
  private record Standing(FileSessions.Session session, Doorsteps.Behind behind, List<Held> held) {}

  private Optional<Standing> standing(SessionSecret secret, Instant now) {
    return sessions
        .find(secret, now)
        .flatMap(session -> database.read(tx -> standing(tx, session)));
  }

  private static Optional<Standing> standing(Tx tx, FileSessions.Session session) {
    List<Held> held = new ArrayList<>();
    for (Map.Entry<Long, LinkSecret> entry : session.links().entrySet()) {
      FileLinkRow.byKey(tx, entry.getKey())
          .ifPresent(row -> held.add(new Held(row, entry.getValue())));
    }
    return Doorsteps.find(tx, session.copy()).map(behind -> new Standing(session, behind, held));
  }

  private Step step(Standing standing, boolean proven, Instant now) {
    return step(standing.behind, standing.held, proven, now);
  }

  @Override
  public Step at(SessionSecret session, Optional<SessionSecret> account) {
    Instant now = clock.instant();
    return standing(session, now)
        .map(standing -> step(standing, proven(standing, account, now), now))
        .orElse(new Step.Unknown());
  }

  /** With a code, or signed in as the very recipient (SPEC 10.3). */
  private boolean proven(Standing standing, Optional<SessionSecret> account, Instant now) {
    if (standing.session.proven()) {
      return true;
    }
    Optional<Long> signedIn =
        account.flatMap(secret -> accounts.account(secret, AccountSessions.Stage.DONE, now));
    return signedIn.isPresent()
        && directory
            .accountByAddress(addresses.open(standing.behind.copy().recipient()))
            .filter(Account::active)
            .filter(owner -> owner.key() == signedIn.get())
            .isPresent();
  }

  // ── codes ──

  @Override
  public GuestDoor.Asked ask(SessionSecret secret) {
    Instant now = clock.instant();
    Optional<Standing> standing = standing(secret, now);
    if (standing.isEmpty()) {
      return new GuestDoor.Asked.NotHere();
    }
    return switch (step(standing.get(), standing.get().session.proven(), now)) {
      case Step.Locked(Doorstep.Door _, Instant until) -> new GuestDoor.Asked.Locked(until);
      case Step.Closed closed -> send(standing.get(), closed.door(), now);
      case Step.Open _, Step.Gone _, Step.Unknown _ -> new GuestDoor.Asked.NotHere();
    };
  }

  private GuestDoor.Asked send(Standing standing, Doorstep.Door door, Instant now) {
    CopyRow copy = standing.behind.copy();
    // Sealing what may not be sent would cost more than asking first; the transaction asks again.
    Optional<Instant> tooSoon = database.read(tx -> Codes.nextAskAt(tx, copy.key(), now));
    if (tooSoon.isPresent()) {
      return new GuestDoor.Asked.TooSoon(tooSoon.get());
    }
    String code = OneTimeCodes.fresh(random);
    Instant until = now.plus(MAIL_VALID);
    byte[] mac = OneTimeCodes.mac(standing.session.anchor(), copy.publicId(), code);
    OwnMails.Sealed mail = mail(standing, door, code, now, until);
    GuestDoor.Asked asked =
        database.write(tx -> {
          Optional<Instant> next = Codes.nextAskAt(tx, copy.key(), now);
          if (next.isPresent()) {
            return new GuestDoor.Asked.TooSoon(next.get());
          }
          Codes.insert(tx, database.newKey(), copy.key(), mac, now, until);
          ownMails.add(tx, mail);
          CopyRow.note(tx, database.newKey(), copy.key(), now, "code-asked", "FILES");
          return new GuestDoor.Asked.Sent(now, until);
        });
    ownMails.wake();
    return asked;
  }

  private OwnMails.Sealed mail(
      Standing standing, Doorstep.Door door, String code, Instant now, Instant until) {
    CopyRow copy = standing.behind.copy();
    Mailbox to = addresses.open(copy.recipient());
    Mailbox sender = addresses.open(standing.behind.message().sender());
    return ownMails.mail(
        OwnMails.Kind.CODE,
        copy.organisation(),
        copy.key(),
        ReversePath.of(sender),
        to,
        codeMail.write(
            new CodeMail.Facts(
                door.host(),
                null,
                sender,
                to,
                code,
                now,
                until,
                door.language(),
                deployment.zone())),
        false,
        // SPEC 10.3: no weaker way than the message itself came.
        standing.held.getFirst().row.onlyOver());
  }

  @Override
  public GuestDoor.Proof prove(SessionSecret secret, String typed) {
    Instant now = clock.instant();
    Optional<Standing> found = standing(secret, now);
    if (found.isEmpty()) {
      return new GuestDoor.Proof.NotHere();
    }
    Standing standing = found.get();
    return switch (step(standing, standing.session.proven(), now)) {
      case Step.Closed _ -> attempt(standing, typed, now);
      case Step.Open _ -> new GuestDoor.Proof.Opened();
      case Step.Locked(Doorstep.Door _, Instant until) -> new GuestDoor.Proof.Locked(until);
      case Step.Gone _, Step.Unknown _ -> new GuestDoor.Proof.NotHere();
    };
  }

  private GuestDoor.Proof attempt(Standing standing, String typed, Instant now) {
    CopyRow copy = standing.behind.copy();
    String digits = typed.replaceAll("[\\s\\u00a0-]", "");
    Codes.Typed macs =
        new Codes.Typed(
            OneTimeCodes.mac(standing.session.anchor(), copy.publicId(), digits),
            ReadOuts.mac(keys, copy.publicId(), digits));
    Codes.Try tried =
        database.write(tx -> {
          Codes.Try result =
              Codes.attempt(tx, CopyRow.byKey(tx, copy.key()).orElseThrow(), macs, now);
          if (result instanceof Codes.Try.Right) {
            FileSessions.prove(tx, standing.session);
            tx.update(
                "UPDATE copy SET failures = 0, failures_since = NULL WHERE key = ?", copy.key());
            CopyRow.note(tx, database.newKey(), copy.key(), now, "files-opened", null);
          }
          if (result instanceof Codes.Try.Locked(Instant _, boolean byThis) && byThis) {
            FileSessions.endAll(tx, copy.key());
            CopyRow.note(tx, database.newKey(), copy.key(), now, "locked", null);
          }
          return result;
        });
    return switch (tried) {
      case Codes.Try.Right _ -> new GuestDoor.Proof.Opened();
      case Codes.Try.Wrong(int left) -> new GuestDoor.Proof.Wrong(left);
      case Codes.Try.TooOld(Instant until) -> new GuestDoor.Proof.TooOld(until);
      case Codes.Try.Locked(Instant until, boolean byThis) -> {
        if (byThis) {
          notices.locked(standing.behind, until, now);
        }
        yield new GuestDoor.Proof.Locked(until);
      }
    };
  }

  @Override
  public void noCodeComes(SessionSecret secret) {
    Instant now = clock.instant();
    standing(secret, now)
        .ifPresent(
            standing -> notices.trouble(standing.behind, GuestDoor.Trouble.NO_CODE_COMES, now));
  }

  @Override
  public void leave(SessionSecret session) {
    sessions.end(session);
  }

  // ── files ──

  @Override
  public Optional<OpenFile> open(
      SessionSecret secret, Optional<SessionSecret> account, String fileId) {
    Instant now = clock.instant();
    Optional<Standing> found = standing(secret, now);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Standing standing = found.get();
    if (!(step(standing, proven(standing, account, now), now) instanceof Step.Open open)) {
      return Optional.empty();
    }
    Optional<LinkedFile> file =
        open.files().stream().filter(one -> one.id().equals(fileId)).findFirst();
    Optional<Held> link =
        standing.held.stream().filter(one -> one.row.publicId().equals(fileId)).findFirst();
    if (file.isEmpty() || link.isEmpty()) {
      return Optional.empty();
    }
    Optional<DataKey> key = key(standing, link.get());
    key.ifPresent(_ -> fetched(link.get().row, now));
    return key.map(opened ->
        new Opened(contents, standing.behind.message(), opened, link.get().row.part(), file.get()));
  }

  private Optional<DataKey> key(Standing standing, Held link) {
    byte[] slot = link.row.slot();
    return slot == null
        ? Optional.empty()
        : KeySlots.openFile(
            slot,
            link.secret,
            held(keys, link.secret),
            Slots.file(
                standing.behind.message().publicId(),
                standing.behind.copy().publicId(),
                link.row.part()));
  }

  /** The deployment's half of a file link's slot. */
  static byte[] held(KeyService keys, LinkSecret link) {
    return keys.digest("file link slot", link.digest());
  }

  private void fetched(FileLinkRow link, Instant now) {
    database.write(tx -> {
      int first =
          tx.update(
              "UPDATE file_link SET fetched_at = ? WHERE key = ? AND fetched_at IS NULL",
              now,
              link.key());
      if (first == 1) {
        CopyRow.note(tx, database.newKey(), link.copy(), now, "file-fetched", link.publicId());
      }
      return first;
    });
  }

  /** The data key could read the whole message; it stays here, and only the part goes out. */
  private static final class Opened implements OpenFile {
    private final DataKey key;
    private final String part;
    private final LinkedFile file;
    private final MessageReader reader;

    Opened(Contents contents, MessageRow message, DataKey key, String part, LinkedFile file) {
      this.key = key;
      this.part = part;
      this.file = file;
      this.reader = new MessageReader(contents.parts(message, key), contents.bytes(message, key));
    }

    @Override
    public LinkedFile file() {
      return file;
    }

    @Override
    public InputStream from(long first) throws IOException {
      return reader.open(part, first);
    }

    @Override
    public void close() {
      key.close();
    }
  }
}
