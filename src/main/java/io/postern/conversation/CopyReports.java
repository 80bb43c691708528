package io.postern.conversation;

import io.postern.store.Tx;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What mail servers said about a copy after it had left, at most {@link #MOST} a copy (SPEC 2.6). A
 * mail server that reports without end fills no disk and writes to no sender.
 */
public final class CopyReports {
  public static final int MOST = 3;

  private CopyReports() {}

  /** What was said. */
  public enum Kind {
    FAILED,
    DELAYED,
    DELIVERED,
    RELAYED,
    EXPANDED,
    AUTO_REPLY
  }

  /**
   * Keeps one.
   *
   * @param words the peer's, sealed
   * @return false when the copy has had its share: then nothing else may be done about it either
   */
  public static boolean add(
      Tx tx,
      long key,
      long copy,
      Kind kind,
      @Nullable String status,
      byte @Nullable [] words,
      Instant now) {
    if (count(tx, copy) >= MOST) {
      return false;
    }
    tx.update(
        """
        INSERT INTO copy_report (key, copy, at, kind, status, words) VALUES (?, ?, ?, ?, ?, ?)
        """,
        key,
        copy,
        now,
        kind.name(),
        status,
        words);
    return true;
  }

  /** How many there are. */
  public static int count(Tx tx, long copy) {
    return tx.one("SELECT COUNT(*) FROM copy_report WHERE copy = ?", r -> r.getInt(1), copy)
        .orElse(0);
  }

  /** How many of them say that something did not arrive. */
  public static int failures(Tx tx, long copy) {
    return tx.one(
            "SELECT COUNT(*) FROM copy_report WHERE copy = ? AND kind = ?",
            r -> r.getInt(1),
            copy,
            Kind.FAILED.name())
        .orElse(0);
  }
}
