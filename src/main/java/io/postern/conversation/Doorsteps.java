package io.postern.conversation;

import io.postern.directory.Directory;
import io.postern.directory.Organisation;
import io.postern.policy.Verification;
import io.postern.seal.LinkSecret;
import io.postern.seal.SecretBox;
import io.postern.store.Tx;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Tells what stands behind a link: reads only, and decides nothing. */
final class Doorsteps {
  /** Access codes stay locked until sender or admin unlock them (SPEC 8.3). */
  static final int ACCESS_CODE_FAILURES = 10;

  private final Directory directory;

  Doorsteps(Directory directory) {
    this.directory = directory;
  }

  /** A link's copy with what belongs to it. */
  record Behind(CopyRow copy, MessageRow message, ConversationRow conversation) {}

  /** The same, with how its codes and locks stood at one moment. */
  record Seen(
      Behind behind, Doorstep.CodeState codes, Optional<Instant> lockedUntil, long textsToday) {}

  static Optional<Seen> see(Tx tx, byte[] linkDigest, Instant now) {
    return find(tx, linkDigest).map(behind -> seen(tx, behind, now));
  }

  static Optional<Seen> see(Tx tx, long copy, Instant now) {
    return find(tx, copy).map(behind -> seen(tx, behind, now));
  }

  private static Seen seen(Tx tx, Behind behind, Instant now) {
    return new Seen(
        behind,
        Codes.state(tx, behind.copy.key(), now),
        lockedUntil(tx, behind.copy, now),
        TextBudget.taken(tx, behind.copy.organisation(), now));
  }

  static Optional<Behind> find(Tx tx, byte[] linkDigest) {
    return CopyRow.byLink(tx, linkDigest).flatMap(copy -> behind(tx, copy));
  }

  static Optional<Behind> find(Tx tx, long copy) {
    return CopyRow.byKey(tx, copy).flatMap(row -> behind(tx, row));
  }

  private static Optional<Behind> behind(Tx tx, CopyRow copy) {
    return MessageRow.byKey(tx, copy.message())
        .flatMap(message ->
            ConversationRow.byKey(tx, copy.conversation())
                .map(conversation -> new Behind(copy, message, conversation)));
  }

  Doorstep step(Seen seen, LinkSecret link, boolean proven, Instant now) {
    Behind behind = seen.behind;
    CopyRow copy = behind.copy;
    MessageRow message = behind.message;
    Organisation host = directory.organisation(message.organisation()).orElseThrow();
    Locale language = Locale.forLanguageTag(message.language());
    Optional<Doorstep.Why> gone = whyGone(copy, message, now);
    if (gone.isPresent()) {
      Instant ended =
          gone.get() == Doorstep.Why.RIGHT_DELETED ? Locks.deletedAt(copy) : copy.endedAt();
      return new Doorstep.Gone(
          host.brand(), ended == null ? message.expiresAt() : ended, gone.get(), language);
    }
    Optional<Doorstep.Door> door = door(behind, host, link, language);
    if (door.isEmpty()) {
      return new Doorstep.Unknown();
    }
    Optional<Instant> locked = seen.lockedUntil;
    if (locked.isPresent()) {
      return new Doorstep.Locked(door.get(), locked.get());
    }
    return proven
        ? new Doorstep.Open(door.get())
        : new Doorstep.Closed(door.get(), codes(seen, host, now));
  }

  /** Another text can be asked for when the organisation's budget allows one, too. */
  private static Doorstep.CodeState codes(Seen seen, Organisation host, Instant now) {
    if (seen.behind.copy.verification() != Verification.SMS || seen.textsToday < host.smsPerDay()) {
      return seen.codes;
    }
    return new Doorstep.CodeState(
        seen.codes.newestAskedAt(),
        seen.codes.validUntil(),
        Optional.of(TextBudget.nextDay(now)),
        seen.codes.triesLeft());
  }

  private static Optional<Doorstep.Door> door(
      Behind behind, Organisation host, LinkSecret link, Locale language) {
    CopyRow copy = behind.copy;
    byte[] sealed = copy.door();
    Verification verification = copy.verification();
    if (sealed == null || verification == null) {
      return Optional.empty();
    }
    return SecretBox.open(link.reveal(), sealed, Slots.door(copy.publicId()))
        .map(DoorCard::decode)
        .map(card ->
            new Doorstep.Door(
                host.brand(),
                card.senderName(),
                card.senderAddress(),
                verification,
                card.hint().isEmpty() ? null : card.hint(),
                behind.message.acceptedAt(),
                behind.message.expiresAt(),
                language));
  }

  /** Until when it is locked; {@link Instant#MAX} when only sender or admin can unlock it. */
  private static Optional<Instant> lockedUntil(Tx tx, CopyRow copy, Instant now) {
    Instant locked = copy.lockedUntil();
    if (locked != null && locked.isAfter(now)) {
      return Optional.of(locked);
    }
    if (copy.verification() == Verification.ACCESS_CODE
        && accessCodeFailures(tx, copy) >= ACCESS_CODE_FAILURES) {
      return Optional.of(Instant.MAX);
    }
    return Optional.empty();
  }

  private static int accessCodeFailures(Tx tx, CopyRow copy) {
    return tx.one(
            """
            SELECT failures FROM access_code_failures
            WHERE organisation = ? AND recipient_hash = ?
            """,
            r -> r.getInt(1),
            copy.organisation(),
            copy.recipientHash())
        .orElse(0);
  }

  private static Optional<Doorstep.Why> whyGone(CopyRow copy, MessageRow message, Instant now) {
    Optional<Doorstep.Why> byState =
        switch (copy.state()) {
          case EXPIRED -> Optional.of(Doorstep.Why.EXPIRED);
          case REVOKED -> Optional.of(Doorstep.Why.REVOKED);
          case BOUNCED -> Optional.of(Doorstep.Why.BOUNCED);
          case FAILED, DELIVERED -> Optional.of(Doorstep.Why.SUPERSEDED);
          case QUEUED, NOTIFIED, OPENED, ANSWERED, HELD -> Optional.empty();
        };
    if (byState.isEmpty() && !message.expiresAt().isAfter(now)) {
      return Optional.of(Doorstep.Why.EXPIRED);
    }
    return byState.isEmpty() && Locks.isForGood(copy, now)
        ? Optional.of(Doorstep.Why.RIGHT_DELETED)
        : byState;
  }
}
