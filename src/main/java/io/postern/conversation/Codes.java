package io.postern.conversation;

import io.postern.store.Tx;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One-time codes and their limits (SPEC 8.3), counted in the store: whoever asks twice at once is
 * counted twice. The table holds MACs under a key from the link secret; a code stands nowhere.
 */
final class Codes {
  private static final Duration PAUSE = Duration.ofSeconds(60);
  private static final Duration BURST = Duration.ofMinutes(15);
  private static final Duration DAY = Duration.ofHours(24);
  private static final int BURST_ASKS = 3;
  private static final int DAY_ASKS = 10;
  private static final int LIVING = 3;
  static final int TRIES_PER_CODE = 5;
  private static final int FAILURES_TO_LOCK = 10;

  private Codes() {}

  /** What a try did. */
  sealed interface Try {
    /**
     * @param readOut by the sender's staff: it says nothing about the recipient's number
     */
    record Right(boolean readOut) implements Try {}

    record Wrong(int triesLeft) implements Try {}

    record TooOld(Instant validUntil) implements Try {}

    /**
     * @param now whether this very try locked it
     */
    record Locked(Instant until, boolean now) implements Try {}
  }

  /** When another code may be asked for; empty means now. */
  static Optional<Instant> nextAskAt(Tx tx, long copy, Instant now) {
    return nextAt(tx, copy, false, now);
  }

  /** When the sender may read out another one: the same limits, counted apart. */
  static Optional<Instant> nextReadOutAt(Tx tx, long copy, Instant now) {
    return nextAt(tx, copy, true, now);
  }

  private static Optional<Instant> nextAt(Tx tx, long copy, boolean readOut, Instant now) {
    List<Instant> asked =
        tx.list(
            """
            SELECT asked_at FROM one_time_code
            WHERE copy = ? AND read_out = ? AND asked_at > ? ORDER BY key DESC
            """,
            r -> Instant.ofEpochMilli(r.getLong(1)),
            copy,
            readOut,
            now.minus(DAY));
    Instant next = Instant.MIN;
    next = later(next, asked, 1, PAUSE);
    next = later(next, asked, BURST_ASKS, BURST);
    next = later(next, asked, DAY_ASKS, DAY);
    return next.isAfter(now) ? Optional.of(next) : Optional.empty();
  }

  private static Instant later(Instant next, List<Instant> newestFirst, int nth, Duration pause) {
    if (newestFirst.size() < nth) {
      return next;
    }
    Instant free = newestFirst.get(nth - 1).plus(pause);
    return free.isAfter(next) ? free : next;
  }

  static void insert(Tx tx, long key, long copy, byte[] mac, Instant asked, Instant validUntil) {
    insert(tx, key, copy, mac, asked, validUntil, false);
  }

  static void insertReadOut(
      Tx tx, long key, long copy, byte[] mac, Instant at, Instant validUntil) {
    insert(tx, key, copy, mac, at, validUntil, true);
  }

  private static void insert(
      Tx tx, long key, long copy, byte[] mac, Instant at, Instant validUntil, boolean readOut) {
    tx.update(
        """
        INSERT INTO one_time_code (key, copy, mac, asked_at, valid_until, tries, used, read_out)
        VALUES (?, ?, ?, ?, ?, 0, 0, ?)
        """,
        key,
        copy,
        mac,
        at,
        validUntil,
        readOut);
  }

  /** A code by mail lives from its hand-over on (SPEC 8.3). */
  static void handedOver(Tx tx, long copy, Instant validUntil) {
    tx.update(
        """
        UPDATE one_time_code SET valid_until = ? WHERE key =
          (SELECT MAX(key) FROM one_time_code WHERE copy = ? AND used = 0 AND read_out = 0)
        """,
        validUntil,
        copy);
  }

  /** Nobody took the mail with the newest code. */
  static void lost(Tx tx, long copy) {
    tx.update(
        """
        UPDATE one_time_code SET lost = 1 WHERE key =
          (SELECT MAX(key) FROM one_time_code WHERE copy = ? AND used = 0 AND read_out = 0)
        """,
        copy);
  }

  /** Whether the newest code of the last day never reached anybody. */
  static boolean isLost(Tx tx, long copy, Instant now) {
    return tx.one(
            """
            SELECT lost FROM one_time_code WHERE copy = ? AND read_out = 0 AND asked_at > ?
            ORDER BY key DESC LIMIT 1
            """,
            r -> r.getInt(1) == 1,
            copy,
            now.minus(DAY))
        .orElse(false);
  }

  static Doorstep.CodeState state(Tx tx, long copy, Instant now) {
    Optional<Code> newest = newest(tx, copy, false, LIVING, now).stream().findFirst();
    return new Doorstep.CodeState(
        newest.map(Code::askedAt),
        newest.map(Code::validUntil),
        nextAskAt(tx, copy, now),
        newest.map(code -> TRIES_PER_CODE - code.tries).orElse(0));
  }

  /** What was typed, as it would stand here. */
  @SuppressWarnings("ArrayRecordComponent")
  record Typed(byte[] asked, byte[] readOut) {
    private boolean is(Code code) {
      return MessageDigest.isEqual(code.mac, code.readOut ? readOut : asked);
    }
  }

  /**
   * Tries what was typed against the newest three unexpired codes and the newest that was read out,
   * and counts a failure.
   */
  static Try attempt(Tx tx, CopyRow copy, Typed typed, Instant now) {
    Instant locked = copy.lockedUntil();
    if (locked != null && locked.isAfter(now)) {
      return new Try.Locked(locked, false);
    }
    List<Code> living = living(tx, copy.key(), now);
    Optional<Code> right = Optional.empty();
    for (Code code : living) {
      if (typed.is(code)) {
        right = Optional.of(code);
      }
    }
    if (right.isPresent()) {
      tx.update("UPDATE one_time_code SET used = 1 WHERE key = ?", right.get().key);
      return new Try.Right(right.get().readOut);
    }
    if (living.isEmpty()) {
      // Nothing that could be guessed: no failure is counted.
      return expired(tx, copy.key(), typed, now)
          .<Try>map(code -> new Try.TooOld(code.validUntil))
          .orElse(new Try.Wrong(0));
    }
    for (Code code : living) {
      tx.update("UPDATE one_time_code SET tries = tries + 1 WHERE key = ?", code.key);
    }
    return failed(tx, copy, now, TRIES_PER_CODE - living.getFirst().tries - 1);
  }

  private static Try failed(Tx tx, CopyRow copy, Instant now, int triesLeft) {
    Instant since = copy.failuresSince();
    boolean fresh = since == null || since.isBefore(now.minus(DAY));
    int failures = fresh ? 1 : copy.failures() + 1;
    if (failures >= FAILURES_TO_LOCK) {
      Instant until = now.plus(DAY);
      tx.update(
          "UPDATE copy SET failures = 0, failures_since = NULL, locked_until = ? WHERE key = ?",
          until,
          copy.key());
      return new Try.Locked(until, true);
    }
    tx.update(
        "UPDATE copy SET failures = ?, failures_since = ? WHERE key = ?",
        failures,
        fresh ? now : since,
        copy.key());
    return new Try.Wrong(triesLeft);
  }

  /** Newest first, whoever made it. */
  private static List<Code> living(Tx tx, long copy, Instant now) {
    List<Code> codes = new ArrayList<>(newest(tx, copy, false, LIVING, now));
    // Asking voids none that was read out, and the other way round.
    codes.addAll(newest(tx, copy, true, 1, now));
    codes.sort(Comparator.comparingLong(Code::key).reversed());
    return codes;
  }

  private static List<Code> newest(Tx tx, long copy, boolean readOut, int most, Instant now) {
    return tx.list(
        """
        SELECT key, mac, asked_at, valid_until, tries, read_out FROM one_time_code
        WHERE copy = ? AND read_out = ? AND used = 0 AND valid_until > ? AND tries < ?
        ORDER BY key DESC LIMIT ?
        """,
        Code::of,
        copy,
        readOut,
        now,
        TRIES_PER_CODE,
        most);
  }

  private static Optional<Code> expired(Tx tx, long copy, Typed typed, Instant now) {
    return tx
        .list(
            """
            SELECT key, mac, asked_at, valid_until, tries, read_out FROM one_time_code
            WHERE copy = ? AND used = 0 AND valid_until <= ? ORDER BY key DESC LIMIT ?
            """,
            Code::of,
            copy,
            now,
            LIVING)
        .stream()
        .filter(typed::is)
        .findFirst();
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Code(
      long key, byte[] mac, Instant askedAt, Instant validUntil, int tries, boolean readOut) {
    static Code of(ResultSet r) throws SQLException {
      return new Code(
          r.getLong(1),
          r.getBytes(2),
          Instant.ofEpochMilli(r.getLong(3)),
          Instant.ofEpochMilli(r.getLong(4)),
          r.getInt(5),
          r.getInt(6) == 1);
    }
  }
}
