package io.postern.dispatch;

import io.postern.conversation.CopyRow;
import io.postern.conversation.CopyState;
import io.postern.conversation.FileLinkRow;
import io.postern.queue.Item;
import io.postern.queue.Queue;
import io.postern.seal.KeyGone;
import io.postern.store.Database;
import io.postern.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an administrator does to copies that wait (SPEC 1.10, 13.1): hold, release, bounce, revoke,
 * try now. Works on the store alone, so the command line can do it beside a running server, which
 * sees it at its next look at the queue.
 *
 * <p>None of it touches an attempt that is under way: its lease stays, what it hands over is handed
 * over, and what it cannot hand over is treated as decided here when it comes back. Works in small
 * transactions; a copy that moved on meanwhile is left as it is. Thread-safe.
 */
public final class Custody {
  private static final Logger log = LoggerFactory.getLogger(Custody.class);
  private static final int BATCH = 200;

  private final Database database;
  private final Queue queue;
  private final Rewrapping rewrapping;
  private final Duration limit;
  private final InstantSource clock;

  /**
   * @param limit how long a copy may be held before it bounces: as long as the queue tries
   */
  public Custody(
      Database database, Queue queue, Rewrapping rewrapping, Duration limit, InstantSource clock) {
    this.database = database;
    this.queue = queue;
    this.rewrapping = rewrapping;
    this.limit = limit;
    this.clock = clock;
  }

  /** Why a copy is held. */
  public enum Cause {
    ACCOUNT,
    CREDENTIAL,
    DOMAIN,
    /** An administrator said so, about this copy. */
    ADMIN,
    /** Not to be sent any more: its sender gets a report. */
    BOUNCE;

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    static @Nullable Cause of(@Nullable String code) {
      for (Cause cause : values()) {
        if (cause.code().equals(code)) {
          return cause;
        }
      }
      return null;
    }
  }

  /** The mark of a copy that is sent although its sender is suspended. */
  static final String RELEASED = "released";

  /** Holds those that are queued; how many. */
  public int hold(Collection<Long> copies, Cause cause) {
    return each(copies, (tx, copy, now) -> held(tx, copy, cause, now));
  }

  boolean held(Tx tx, long copy, Cause cause, Instant now) {
    int held =
        tx.update(
            "UPDATE copy SET state = ?, held = ?, held_at = ? WHERE key = ? AND state = ?",
            CopyState.HELD.name(),
            cause.code(),
            now,
            copy,
            CopyState.QUEUED.name());
    if (held == 1) {
      queue.put(tx, Item.Kind.COPY, copy, cause == Cause.BOUNCE ? now : now.plus(limit));
      CopyRow.note(tx, database.newKey(), copy, now, "held", cause.code());
    }
    return held == 1;
  }

  /** Sends those that are held, with the time they were held for given back; how many. */
  public int release(Collection<Long> copies) {
    for (long message : messagesOf(copies)) {
      try {
        // They may wait as long as any from now on, and their hour's key would not.
        rewrapping.rewrap(message);
      } catch (KeyGone gone) {
        log.warn("a held message outlived its queue key");
      }
    }
    return each(copies, this::released);
  }

  private boolean released(Tx tx, long copy, Instant now) {
    Instant since =
        tx.one(
                "SELECT held_at FROM copy WHERE key = ? AND state = 'HELD'",
                r -> Instant.ofEpochMilli(r.getLong(1)),
                copy)
            .orElse(null);
    if (since == null) {
      return false;
    }
    tx.update(
        "UPDATE copy SET state = ?, held = ? WHERE key = ?",
        CopyState.QUEUED.name(),
        RELEASED,
        copy);
    queue.put(tx, Item.Kind.COPY, copy, now);
    queue.extend(tx, Item.Kind.COPY, copy, Duration.between(since, now));
    CopyRow.note(tx, database.newKey(), copy, now, "released", null);
    return true;
  }

  /** Returns those that are queued or held to their senders, who get a report; how many. */
  public int bounce(Collection<Long> copies) {
    return each(
        copies,
        (tx, copy, now) -> {
          if (held(tx, copy, Cause.BOUNCE, now)) {
            return true;
          }
          boolean marked =
              tx.update(
                      "UPDATE copy SET held = ? WHERE key = ? AND state = ? AND held <> ?",
                      Cause.BOUNCE.code(),
                      copy,
                      CopyState.HELD.name(),
                      Cause.BOUNCE.code())
                  == 1;
          if (marked) {
            queue.put(tx, Item.Kind.COPY, copy, now);
            CopyRow.note(tx, database.newKey(), copy, now, "held", Cause.BOUNCE.code());
          }
          return marked;
        });
  }

  /** Takes back those that are queued or held: not sent, and no report (SPEC 18); how many. */
  public int revoke(Collection<Long> copies) {
    return each(
        copies,
        (tx, copy, now) -> {
          int revoked =
              tx.update(
                  """
                  UPDATE copy SET state = ?, ended_at = ?, right_sealed = NULL, slot = NULL,
                    door = NULL, number_sealed = NULL, code_key = NULL, pending = NULL,
                    pending_key = NULL
                  WHERE key = ? AND state IN ('QUEUED', 'HELD')
                  """,
                  CopyState.REVOKED.name(),
                  now,
                  copy);
          if (revoked == 1) {
            queue.remove(tx, Item.Kind.COPY, copy);
            tx.update("DELETE FROM guest_session WHERE copy = ?", copy);
            FileLinkRow.revoke(tx, copy, now);
            CopyRow.note(tx, database.newKey(), copy, now, "revoked", null);
            tx.one("SELECT message FROM copy WHERE key = ?", r -> r.getLong(1), copy)
                .ifPresent(message -> Endings.release(tx, message));
          }
          return revoked == 1;
        });
  }

  /** Has those that are queued tried now, hosts that were silent included; how many. */
  public int retry(Collection<Long> copies) {
    int hurried =
        each(
            copies,
            (tx, copy, now) ->
                tx.one("SELECT 1 FROM copy WHERE key = ? AND state = 'QUEUED'", r -> 1, copy)
                        .isPresent()
                    && queue.put(tx, Item.Kind.COPY, copy, now));
    database.write(tx -> {
      queue.askRetry(tx);
      return true;
    });
    queue.wake();
    return hurried;
  }

  private List<Long> messagesOf(Collection<Long> copies) {
    List<Long> messages = new ArrayList<>();
    for (List<Long> some : batches(copies)) {
      database.read(tx -> {
        for (long copy : some) {
          tx.one(
                  "SELECT message FROM copy WHERE key = ? AND state = 'HELD'",
                  r -> r.getLong(1),
                  copy)
              .ifPresent(messages::add);
        }
        return true;
      });
    }
    return messages.stream().distinct().toList();
  }

  /** What is done to one copy, within a transaction; whether it was. */
  private interface Change {
    boolean to(Tx tx, long copy, Instant now);
  }

  private int each(Collection<Long> copies, Change change) {
    int changed = 0;
    for (List<Long> some : batches(copies)) {
      Instant now = clock.instant();
      changed +=
          database.write(tx -> {
            int here = 0;
            for (long copy : some) {
              here += change.to(tx, copy, now) ? 1 : 0;
            }
            return here;
          });
    }
    queue.wake();
    return changed;
  }

  private static List<List<Long>> batches(Collection<Long> copies) {
    List<Long> all = List.copyOf(copies);
    List<List<Long>> batches = new ArrayList<>();
    for (int from = 0; from < all.size(); from += BATCH) {
      batches.add(all.subList(from, Math.min(all.size(), from + BATCH)));
    }
    return batches;
  }
}
