package io.postern.conversation;

import io.postern.directory.ProvenRight;
import io.postern.policy.Verification;
import io.postern.seal.AccessCodeKey;
import io.postern.seal.Addresses;
import io.postern.seal.DataKey;
import io.postern.seal.KeyService;
import io.postern.seal.KeySlots;
import io.postern.seal.OneTimeCodes;
import io.postern.seal.PepperExhausted;
import io.postern.seal.SlotContext;
import io.postern.seal.SlotKind;
import io.postern.store.Database;
import io.postern.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tries what a guest typed. Counting happens in the store, so that two tries at once are two; the
 * expensive derivation and the opening of the slot happen outside its transactions.
 */
final class GuestProofs {
  private final Database database;
  private final KeyService keys;
  private final Addresses addresses;
  private final Openings openings;
  private final SenderNotices notices;
  private final Devices devices;

  GuestProofs(
      Database database,
      KeyService keys,
      Addresses addresses,
      Openings openings,
      SenderNotices notices,
      Devices devices) {
    this.database = database;
    this.keys = keys;
    this.addresses = addresses;
    this.openings = openings;
    this.notices = notices;
    this.devices = devices;
  }

  GuestDoor.Proof attempt(
      Doorsteps.Behind behind,
      GuestSessions.Session session,
      SessionSecret secret,
      String typed,
      @Nullable SessionSecret device,
      Instant now) {
    Verification verification = behind.copy().verification();
    if (verification == null) {
      return new GuestDoor.Proof.NotHere();
    }
    return switch (verification) {
      case SMS, EMAIL -> oneTime(behind, session, secret, typed, device, now);
      case ACCESS_CODE -> accessCode(behind, session, secret, typed, now);
      case ACCOUNT -> new GuestDoor.Proof.NotHere();
    };
  }

  private GuestDoor.Proof oneTime(
      Doorsteps.Behind behind,
      GuestSessions.Session session,
      SessionSecret secret,
      String typed,
      @Nullable SessionSecret device,
      Instant now) {
    CopyRow copy = behind.copy();
    Optional<DataKey> key =
        KeySlots.openLink(slot(copy), session.link(), context(behind, SlotKind.LINK));
    if (key.isEmpty()) {
      return new GuestDoor.Proof.NotHere();
    }
    String digits = typed.replaceAll("[\\s\\u00a0-]", "");
    Codes.Typed macs =
        new Codes.Typed(
            OneTimeCodes.mac(session.link(), copy.publicId(), digits),
            ReadOuts.mac(keys, copy.publicId(), digits));
    Optional<ProvenRight> right = openings.right(behind, now);
    Optional<Devices.Row> remembered =
        Optional.ofNullable(device).flatMap(one -> devices.row(behind, one, now));
    try (DataKey dataKey = key.get()) {
      Codes.Try tried =
          database.write(tx -> {
            Codes.Try result =
                Codes.attempt(tx, CopyRow.byKey(tx, copy.key()).orElseThrow(), macs, now);
            if (result instanceof Codes.Try.Right(boolean readOut)) {
              GuestSessions.prove(tx, session, secret, dataKey);
              // A code that was read out shows that the sender knows them, not the number.
              openings.opened(tx, behind, readOut ? Optional.empty() : right, now);
              if (!readOut) {
                remembered.ifPresent(row -> Devices.keep(tx, row));
              }
            }
            if (result instanceof Codes.Try.Locked(Instant _, boolean byThis) && byThis) {
              GuestSessions.endAll(tx, copy.key());
              Devices.forgetAll(tx, copy.organisation(), copy.recipientHash());
              openings.note(tx, copy.key(), now, "locked");
            }
            return result;
          });
      return switch (tried) {
        case Codes.Try.Right _ -> new GuestDoor.Proof.Opened();
        case Codes.Try.Wrong(int left) -> new GuestDoor.Proof.Wrong(left);
        case Codes.Try.TooOld(Instant until) -> new GuestDoor.Proof.TooOld(until);
        case Codes.Try.Locked(Instant until, boolean byThis) -> {
          if (byThis) {
            notices.locked(behind, until, now);
          }
          yield new GuestDoor.Proof.Locked(until);
        }
      };
    }
  }

  /** Opens without a code on a device that proved the same before (SPEC 8.3). */
  boolean recognise(
      Doorsteps.Behind behind,
      GuestSessions.Session session,
      SessionSecret secret,
      SessionSecret device,
      Instant now) {
    CopyRow copy = behind.copy();
    if (devices.knownUntil(copy, device, now).isEmpty()) {
      return false;
    }
    Optional<DataKey> key =
        KeySlots.openLink(slot(copy), session.link(), context(behind, SlotKind.LINK));
    if (key.isEmpty()) {
      return false;
    }
    try (DataKey dataKey = key.get()) {
      database.write(tx -> {
        GuestSessions.prove(tx, session, secret, dataKey);
        openings.opened(tx, behind, Optional.empty(), now);
        openings.note(tx, copy.key(), now, "device-known");
        return true;
      });
    }
    return true;
  }

  private GuestDoor.Proof accessCode(
      Doorsteps.Behind behind,
      GuestSessions.Session session,
      SessionSecret secret,
      String typed,
      Instant now) {
    CopyRow copy = behind.copy();
    int failures = database.write(tx -> reserveTry(tx, copy));
    if (failures > Doorsteps.ACCESS_CODE_FAILURES) {
      return new GuestDoor.Proof.Locked(Instant.MAX);
    }
    Optional<DataKey> key;
    try {
      byte[] pepper =
          keys.pepper(Long.toString(copy.organisation()), addresses.open(copy.recipient()).key());
      AccessCodeKey code = AccessCodeKey.derive(typed.strip(), pepper);
      key =
          KeySlots.openLinkAndCode(
              slot(copy), session.link(), code, context(behind, SlotKind.LINK_CODE));
    } catch (PepperExhausted tooOften) {
      return new GuestDoor.Proof.Locked(now.plus(Duration.ofHours(24)));
    }
    if (key.isEmpty()) {
      if (failures == Doorsteps.ACCESS_CODE_FAILURES) {
        notices.locked(behind, null, now);
        return new GuestDoor.Proof.Locked(Instant.MAX);
      }
      return new GuestDoor.Proof.Wrong(Doorsteps.ACCESS_CODE_FAILURES - failures);
    }
    Optional<ProvenRight> right = openings.right(behind, now);
    keys.noGuess(Long.toString(copy.organisation()), addresses.open(copy.recipient()).key());
    try (DataKey dataKey = key.get()) {
      database.write(tx -> {
        tx.update(
            "DELETE FROM access_code_failures WHERE organisation = ? AND recipient_hash = ?",
            copy.organisation(),
            copy.recipientHash());
        GuestSessions.prove(tx, session, secret, dataKey);
        openings.opened(tx, behind, right, now);
        return true;
      });
    }
    return new GuestDoor.Proof.Opened();
  }

  /** Counts the try before it is made: whoever tries twice at once has tried twice. */
  private static int reserveTry(Tx tx, CopyRow copy) {
    tx.update(
        """
        INSERT INTO access_code_failures (organisation, recipient_hash, failures) VALUES (?, ?, 1)
        ON CONFLICT (organisation, recipient_hash) DO UPDATE
        SET failures = access_code_failures.failures + 1
        """,
        copy.organisation(),
        copy.recipientHash());
    return tx.one(
            """
            SELECT failures FROM access_code_failures
            WHERE organisation = ? AND recipient_hash = ?
            """,
            r -> r.getInt(1),
            copy.organisation(),
            copy.recipientHash())
        .orElseThrow();
  }

  private static byte[] slot(CopyRow copy) {
    byte[] slot = copy.slot();
    return slot == null ? new byte[0] : slot;
  }

  private static SlotContext context(Doorsteps.Behind behind, SlotKind kind) {
    return Slots.recipient(behind.conversation().publicId(), behind.copy().publicId(), kind);
  }
}
