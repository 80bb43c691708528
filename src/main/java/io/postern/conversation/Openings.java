package io.postern.conversation;

import io.postern.directory.ProvenRight;
import io.postern.directory.Rights;
import io.postern.policy.Verification;
import io.postern.seal.KeyService;
import io.postern.store.Database;
import io.postern.store.Tx;
import java.time.Instant;
import java.util.Optional;

/** What follows from a correct proof: the copy is opened, and its right is proven (SPEC 6.7). */
final class Openings {
  private final Database database;
  private final KeyService keys;

  Openings(Database database, KeyService keys) {
    this.database = database;
    this.keys = keys;
  }

  /** The right that opening this copy would prove. Made before the transaction: it seals. */
  Optional<ProvenRight> right(Doorsteps.Behind behind, Instant now) {
    CopyRow copy = behind.copy();
    Instant specified = copy.rightAt();
    if (specified == null) {
      return Optional.empty();
    }
    byte[] number = copy.numberSealed();
    byte[] codeKey = copy.codeKey();
    if (copy.verification() == Verification.SMS && number != null) {
      byte[] plain = keys.openSecret(number, Slots.number(copy.publicId()));
      return Optional.of(
          right(
              copy,
              ProvenRight.Method.SMS,
              keys.sealSecret(plain, ProvenRight.NUMBER),
              specified,
              now));
    }
    if (copy.verification() == Verification.ACCESS_CODE && codeKey != null) {
      return Optional.of(right(copy, ProvenRight.Method.ACCESS_CODE, codeKey, specified, now));
    }
    return Optional.empty();
  }

  private static ProvenRight right(
      CopyRow copy, ProvenRight.Method method, byte[] detail, Instant specified, Instant now) {
    return new ProvenRight(
        copy.organisation(),
        copy.recipientHash(),
        method,
        copy.recipient(),
        detail,
        specified,
        now,
        null);
  }

  /** Marks it, within the transaction that accepted the proof. */
  void opened(Tx tx, Doorsteps.Behind behind, Optional<ProvenRight> right, Instant now) {
    int first =
        tx.update(
            "UPDATE copy SET opened_at = ? WHERE key = ? AND opened_at IS NULL",
            now,
            behind.copy().key());
    tx.update(
        "UPDATE copy SET state = ?, failures = 0, failures_since = NULL WHERE key = ? AND state = ?",
        CopyState.OPENED.name(),
        behind.copy().key(),
        CopyState.NOTIFIED.name());
    if (first == 1) {
      note(tx, behind.copy().key(), now, "opened");
    }
    right.ifPresent(proven -> Rights.prove(tx, proven));
  }

  void note(Tx tx, long copy, Instant now, String what) {
    CopyRow.note(tx, database.newKey(), copy, now, what, null);
  }
}
