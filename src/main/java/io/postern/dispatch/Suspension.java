package io.postern.dispatch;

import io.postern.directory.Directory;
import io.postern.store.Database;
import io.postern.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a copy may be sent, as its sender stands at this moment (SPEC 1.10). Asked at every
 * attempt: a submission that was under way while its account was suspended leaves nothing that
 * slips through.
 */
final class Suspension {
  private final Database database;
  private final Directory directory;
  private final Custody custody;
  private final Duration limit;

  /**
   * @param limit how long a copy may be held before it bounces
   */
  Suspension(Database database, Directory directory, Custody custody, Duration limit) {
    this.database = database;
    this.directory = directory;
    this.custody = custody;
    this.limit = limit;
  }

  /** What the store says of a copy's custody. */
  private record Mark(@Nullable String held, @Nullable Instant since) {
    static Mark of(Tx tx, long copy) {
      return tx.one(
              "SELECT held, held_at FROM copy WHERE key = ?",
              r -> {
                String held = r.getString(1);
                long since = r.getLong(2);
                return new Mark(held, r.wasNull() ? null : Instant.ofEpochMilli(since));
              },
              copy)
          .orElse(new Mark(null, null));
    }
  }

  /** Why a queued copy must be held; empty when it may go, or an administrator released it. */
  Optional<Custody.Cause> cause(Case at) {
    Standing standing = database.read(tx -> Standing.of(tx, at));
    if (standing.released) {
      return Optional.empty();
    }
    // Without a credential it was written in the portal: a guest's domain is nobody's here.
    return standing.cause.isEmpty() && at.message().credential() != null && !ours(at)
        ? Optional.of(Custody.Cause.DOMAIN)
        : standing.cause;
  }

  /**
   * Where the sender stands.
   *
   * @param released an administrator wants it sent whatever the sender's state
   */
  private record Standing(boolean released, Optional<Custody.Cause> cause) {
    static Standing of(Tx tx, Case at) {
      return new Standing(
          Custody.RELEASED.equals(Mark.of(tx, at.copy().key()).held),
          Suspension.suspended(tx, at.message().senderAccount(), at.message().credential()));
    }
  }

  private static Optional<Custody.Cause> suspended(
      Tx tx, @Nullable Long account, @Nullable Long credential) {
    if (account != null && inactive(tx, "SELECT active FROM account WHERE key = ?", account)) {
      return Optional.of(Custody.Cause.ACCOUNT);
    }
    if (credential != null
        && inactive(tx, "SELECT active FROM smtp_credential WHERE key = ?", credential)) {
      return Optional.of(Custody.Cause.CREDENTIAL);
    }
    return Optional.empty();
  }

  /** What was deleted is not active either. */
  private static boolean inactive(Tx tx, String question, long key) {
    return tx.one(question, r -> r.getInt(1), key).orElse(0) == 0;
  }

  private boolean ours(Case at) {
    return directory
        .domain(at.sender().domain())
        .filter(domain -> domain.organisation() == at.organisation().key())
        .isPresent();
  }

  /** Holds a queued copy, under its lease. */
  void hold(Case at, Custody.Cause cause) {
    database.write(tx -> {
      at.lease().postpone(tx, at.now().plus(limit));
      custody.held(tx, at.copy().key(), cause, at.now());
      return true;
    });
  }

  /** What is to be done with a held copy. */
  enum Fate {
    /** Held on, as its row says by now. */
    WAITS,
    /** Nobody released it in time. */
    OVER,
    /** An administrator wants it returned. */
    RETURNED
  }

  Fate fate(Case at) {
    Mark mark = database.read(tx -> Mark.of(tx, at.copy().key()));
    if (Custody.Cause.of(mark.held) == Custody.Cause.BOUNCE) {
      return Fate.RETURNED;
    }
    Instant since = mark.since == null ? at.copy().createdAt() : mark.since;
    if (!at.now().isBefore(since.plus(limit))) {
      return Fate.OVER;
    }
    database.write(tx -> {
      // Released since it was read: then it is due, and soon looked at again.
      boolean still =
          tx.one(
                  "SELECT 1 FROM copy WHERE key = ? AND state = 'HELD' AND held <> ?",
                  r -> 1,
                  at.copy().key(),
                  Custody.Cause.BOUNCE.code())
              .isPresent();
      at.lease().postpone(tx, still ? since.plus(limit) : at.now());
      return true;
    });
    return Fate.WAITS;
  }
}
