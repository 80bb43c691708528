package io.postern.conversation;

import io.postern.directory.Account;
import io.postern.directory.Brand;
import io.postern.directory.Directory;
import io.postern.directory.Organisation;
import io.postern.directory.SignInSecrets;
import io.postern.directory.Totp;
import io.postern.draft.Draft;
import io.postern.draft.Drafts;
import io.postern.draft.Writer;
import io.postern.seal.Addresses;
import io.postern.seal.DataKey;
import io.postern.seal.KeyService;
import io.postern.seal.Passwords;
import io.postern.smtp.BadAddress;
import io.postern.smtp.Mailbox;
import io.postern.store.Database;
import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** The accounts' door over the store. */
final class Accounts implements AccountDoor {
  private final Database database;
  private final Directory directory;
  private final KeyService keys;
  private final Addresses addresses;
  private final Passwords passwords;
  private final AccountSessions sessions;
  private final SignInLimits limits;
  private final Shelf shelf;
  private final Rooms rooms;
  private final Openings openings;
  private final Answering answering;
  private final Drafts drafts;
  private final ReadOuts readOuts;
  private final InstantSource clock;
  private final SecureRandom random;

  Accounts(
      Database database,
      Directory directory,
      KeyService keys,
      Addresses addresses,
      Passwords passwords,
      AccountSessions sessions,
      SignInLimits limits,
      Shelf shelf,
      Rooms rooms,
      Openings openings,
      Answering answering,
      Drafts drafts,
      ReadOuts readOuts,
      InstantSource clock,
      SecureRandom random) {
    this.database = database;
    this.directory = directory;
    this.keys = keys;
    this.addresses = addresses;
    this.passwords = passwords;
    this.sessions = sessions;
    this.limits = limits;
    this.shelf = shelf;
    this.rooms = rooms;
    this.openings = openings;
    this.answering = answering;
    this.drafts = drafts;
    this.readOuts = readOuts;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public SignIn signIn(String address, String password, InetAddress from) {
    Instant now = clock.instant();
    Mailbox mailbox;
    try {
      mailbox = Mailbox.of(address.strip());
    } catch (BadAddress noAddress) {
      passwords.verifyNobody();
      return new SignIn.Refused();
    }
    Optional<Instant> later = limits.reserve(addresses.hash(mailbox), from, now);
    if (later.isPresent()) {
      return new SignIn.Later(later.get());
    }
    Optional<Account> account = directory.accountByAddress(mailbox).filter(Account::active);
    Optional<SignInSecrets> secrets = account.flatMap(found -> directory.secrets(found.key()));
    String stored = secrets.isEmpty() ? null : secrets.get().password();
    boolean right = stored == null ? passwords.verifyNobody() : passwords.verify(password, stored);
    if (!right || account.isEmpty() || !account.get().secondFactor()) {
      // Without a second factor there is no signing in: row 1 promises one.
      return new SignIn.Refused();
    }
    limits.giveBack(from);
    return new SignIn.CodeWanted(
        sessions.begin(account.get().key(), AccountSessions.Stage.PENDING, now));
  }

  @Override
  public SignIn secondFactor(SessionSecret pending, String code, InetAddress from) {
    Instant now = clock.instant();
    Optional<Account> account =
        sessions
            .account(pending, AccountSessions.Stage.PENDING, now)
            .flatMap(directory::account)
            .filter(Account::active);
    if (account.isEmpty()) {
      return new SignIn.Refused();
    }
    byte[] hash = addresses.hash(account.get().address());
    Optional<Instant> later = limits.reserve(hash, from, now);
    if (later.isPresent()) {
      return new SignIn.Later(later.get());
    }
    Optional<SignInSecrets> secrets = directory.secrets(account.get().key());
    byte[] sealed = secrets.isEmpty() ? null : secrets.get().totp();
    if (sealed == null) {
      return new SignIn.Refused();
    }
    byte[] seed = keys.openSecret(sealed, SignInSecrets.TOTP);
    OptionalLong step = Totp.step(seed, code, now);
    if (step.isEmpty() || !directory.useTotpStep(account.get().key(), step.getAsLong())) {
      return new SignIn.Refused();
    }
    sessions.end(pending);
    limits.giveBack(from);
    Shelf.addressesOf(account.get()).map(addresses::hash).forEach(limits::forget);
    return new SignIn.Done(sessions.begin(account.get().key(), AccountSessions.Stage.DONE, now));
  }

  private Optional<Account> account(SessionSecret session) {
    return sessions
        .account(session, AccountSessions.Stage.DONE, clock.instant())
        .flatMap(directory::account)
        .filter(Account::active);
  }

  @Override
  public Optional<Member> member(SessionSecret session) {
    return account(session)
        .map(account -> {
          Locale language = account.language();
          return new Member(
              account.name(),
              account.address().toString(),
              host(account),
              language != null ? language : languageOf(account));
        });
  }

  private Brand host(Account account) {
    return organisation(account)
        .map(Organisation::brand)
        .orElse(new Brand("Postern", "", null, null));
  }

  private Locale languageOf(Account account) {
    return organisation(account).map(Organisation::language).orElse(Locale.ENGLISH);
  }

  private Optional<Organisation> organisation(Account account) {
    Long key = account.organisation();
    return key == null ? Optional.empty() : directory.organisation(key);
  }

  @Override
  public List<Line> list(SessionSecret session, Box box, int page) {
    Optional<Account> account = account(session);
    if (account.isEmpty() || page < 0) {
      return List.of();
    }
    List<Long> conversations =
        switch (box) {
          case INBOX -> shelf.received(account.get(), page);
          case SENT -> shelf.sent(account.get(), page);
        };
    return conversations.stream()
        .flatMap(conversation -> shelf.line(account.get(), conversation, box).stream())
        .toList();
  }

  /** An account inside one of its conversations. */
  private record Inside(
      Account account,
      ConversationRow conversation,
      List<CopyRow> mine,
      boolean owner,
      List<OpenedMessage> thread) {}

  private Optional<Inside> inside(SessionSecret session, String conversation) {
    Optional<Account> account = account(session);
    Optional<ConversationRow> row =
        database.read(tx -> ConversationRow.byPublicId(tx, conversation));
    if (account.isEmpty() || row.isEmpty()) {
      return Optional.empty();
    }
    Map<MessageRow, DataKey> opened = shelf.open(account.get(), row.get());
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    List<CopyRow> mine = shelf.copies(account.get(), row.get().key());
    return Optional.of(
        new Inside(
            account.get(),
            row.get(),
            mine,
            shelf.owns(account.get(), row.get()),
            rooms.accountThread(
                opened, mine.stream().map(CopyRow::key).collect(Collectors.toSet()))));
  }

  @Override
  public Optional<Room> room(SessionSecret session, String conversation) {
    return inside(session, conversation)
        .map(inside -> {
          markOpened(inside);
          OpenedMessage last = inside.thread.getLast();
          return rooms.room(
              inside.conversation,
              directory.organisation(inside.conversation.organisation()).orElseThrow().brand(),
              reader(inside),
              inside.owner,
              inside.thread,
              last.row().expiresAt());
        });
  }

  private Mailbox reader(Inside inside) {
    return inside.mine.stream()
        .filter(copy -> !copy.toOwner())
        .findFirst()
        .map(copy -> addresses.open(copy.recipient()))
        .orElseGet(() ->
            inside.owner
                ? addresses.open(inside.thread.getFirst().row().sender())
                : inside.account.address());
  }

  private void markOpened(Inside inside) {
    Instant now = clock.instant();
    List<CopyRow> fresh = inside.mine.stream().filter(copy -> copy.openedAt() == null).toList();
    if (fresh.isEmpty()) {
      return;
    }
    database.write(tx -> {
      for (CopyRow copy : fresh) {
        Doorsteps.find(tx, copy.key())
            .ifPresent(behind -> openings.opened(tx, behind, Optional.empty(), now));
      }
      return true;
    });
  }

  @Override
  public Answered answer(SessionSecret session, String conversation, Answer answer)
      throws IOException {
    Optional<Inside> found = inside(session, conversation);
    if (found.isEmpty()) {
      return new Answered.NotHere();
    }
    Inside inside = found.get();
    CopyRow copy =
        inside.owner
            ? null
            : inside.mine.stream()
                .filter(mine -> !mine.toOwner())
                .max(Comparator.comparingLong(CopyRow::key))
                .orElse(null);
    return answering.answer(
        inside.conversation,
        new Answering.Author(reader(inside), inside.account.name(), inside.account.key(), copy),
        inside.thread,
        answer,
        (key, answerKey, answerId) ->
            copy == null ? List.of() : authorLink(inside, copy, key, answerKey, answerId),
        clock.instant());
  }

  /** An account reads again what it wrote through the message it answered. */
  private List<AnswerIntake.Link> authorLink(
      Inside inside, CopyRow copy, DataKey key, long answerKey, String answerId) {
    return inside.thread.stream()
        .filter(message -> message.row().key() == copy.message())
        .map(message ->
            new AnswerIntake.Link(
                message.row().key(),
                answerKey,
                copy.key(),
                KeyLinks.parent(message.key(), key, answerId, random)))
        .toList();
  }

  @Override
  public Optional<Draft> draft(SessionSecret session, String conversation) {
    return inside(session, conversation)
        .map(inside -> {
          OpenedMessage first = inside.thread.getFirst();
          return drafts.open(
              new Writer(inside.conversation.key(), first.row().key(), null, inside.account.key()),
              DraftLids.account(first.key(), random));
        });
  }

  @Override
  public ReadOut readOut(SessionSecret session, String conversation, String participant) {
    return inside(session, conversation)
        .filter(Inside::owner)
        .map(inside ->
            readOuts.make(
                inside.conversation.key(), participant, inside.account.key(), clock.instant()))
        .orElse(new ReadOut.NotSo());
  }

  @Override
  public void signOut(SessionSecret session) {
    sessions.end(session);
  }
}
