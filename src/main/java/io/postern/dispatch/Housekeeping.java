package io.postern.dispatch;

import io.postern.conversation.CopyState;
import io.postern.conversation.FileLinkRow;
import io.postern.draft.DraftSweep;
import io.postern.queue.Item;
import io.postern.queue.Queue;
import io.postern.seal.KeyService;
import io.postern.store.ContentStore;
import io.postern.store.ContentStore.ContentRef;
import io.postern.store.Database;
import io.postern.store.Tx;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What must go, goes, and what is due once a day is done: expired messages, contents without a
 * slot, ended sessions, orphans, and the queue keys of hours that nobody waits on (SPEC 5.5, 14.2,
 * 14.5). Owns one thread.
 */
public final class Housekeeping implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);
  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final int BATCH = 200;

  /** Looking for orphans asks the store about every content: once in so many rounds. */
  private static final int ROUNDS_PER_SWEEP = 60;

  /** Finished sessions and codes are kept this long for the timeline's sake. */
  private static final Duration CODES_KEPT = Duration.ofDays(2);

  private final Database database;
  private final ContentStore contents;
  private final KeyService keys;
  private final Queue queue;
  private final Rewrapping rewrapping;
  private final LostReports lostReports;
  private final InstantSource clock;
  private int rounds;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("housekeeping").factory());

  public Housekeeping(
      Database database,
      ContentStore contents,
      KeyService keys,
      Queue queue,
      LostReports lostReports,
      InstantSource clock) {
    this.database = database;
    this.contents = contents;
    this.keys = keys;
    this.queue = queue;
    this.rewrapping = new Rewrapping(database, keys, clock);
    this.lostReports = lostReports;
    this.clock = clock;
  }

  public void start() {
    var unused =
        timer.scheduleWithFixedDelay(
            this::quietly, PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void quietly() {
    try {
      tidy();
      rounds++;
      if (rounds % ROUNDS_PER_SWEEP == 0) {
        rewrapping.run();
        sweep();
      }
    } catch (IOException | RuntimeException failed) {
      log.error("housekeeping did not finish and will be tried again", failed);
    }
  }

  /** One whole round. */
  public void run() throws IOException {
    rewrapping.run();
    tidy();
    sweep();
  }

  private void tidy() throws IOException {
    Instant now = clock.instant();
    expire(now);
    dropUnopenable();
    new DraftSweep(database, contents).run(now);
    lostReports.sumUp();
    database.write(tx -> forgetSessions(tx, now));
    keys.destroyQueueKeys(id ->
        database.read(tx ->
            tx.one(
                    """
                    SELECT 1 WHERE EXISTS (SELECT 1 FROM message
                        WHERE queue_key = ? OR rights_key_id = ?)
                      OR EXISTS (SELECT 1 FROM copy WHERE pending_key = ?)
                      OR EXISTS (SELECT 1 FROM own_mail WHERE queue_key = ?)
                      OR EXISTS (SELECT 1 FROM file_link WHERE pending_key = ?)
                    """,
                    r -> 1,
                    id,
                    id,
                    id,
                    id,
                    id)
                .isPresent()));
  }

  private void sweep() throws IOException {
    int swept =
        contents.sweep(ref ->
            database.read(tx ->
                tx.one("SELECT 1 FROM message WHERE content = ?", r -> 1, ref.text()).isPresent()
                    || DraftSweep.isNamed(tx, ref)));
    if (swept > 0) {
      log.info("swept {} contents that nothing names", swept);
    }
  }

  /** A message with its stored content. */
  private record Stored(long message, ContentRef ref) {}

  private void expire(Instant now) throws IOException {
    List<Stored> expired =
        database.read(tx ->
            tx.list(
                """
                SELECT key, content, content_length FROM message
                WHERE expires_at <= ? AND content IS NOT NULL LIMIT ?
                """,
                r -> new Stored(r.getLong(1), new ContentRef(r.getString(2), r.getLong(3))),
                now,
                BATCH));
    for (Stored stored : expired) {
      List<Long> waiting =
          database.write(tx -> {
            destroy(tx, stored.message);
            FileLinkRow.expired(tx, stored.message, now);
            tx.update(
                """
                UPDATE copy SET state = ?, ended_at = ?, slot = NULL, door = NULL,
                  number_sealed = NULL, code_key = NULL
                WHERE message = ? AND state IN ('NOTIFIED', 'OPENED', 'ANSWERED')
                """,
                CopyState.EXPIRED.name(),
                now,
                stored.message);
            tx.update(
                """
                DELETE FROM guest_session
                WHERE copy IN (SELECT key FROM copy WHERE message = ?)
                """,
                stored.message);
            List<Long> queued =
                tx.list(
                    "SELECT key FROM copy WHERE message = ? AND state IN ('QUEUED', 'HELD')",
                    r -> r.getLong(1),
                    stored.message);
            queued.forEach(copy -> queue.hurry(tx, Item.Kind.COPY, copy));
            return queued;
          });
      contents.delete(stored.ref);
      if (!waiting.isEmpty()) {
        queue.wake();
      }
    }
  }

  /** The content goes with its last slot. */
  private void dropUnopenable() throws IOException {
    List<Stored> closed =
        database.read(tx ->
            tx.list(
                """
                SELECT key, content, content_length FROM message m
                WHERE content IS NOT NULL AND sender_slot IS NULL AND queue_slot IS NULL
                  AND NOT EXISTS (SELECT 1 FROM copy c WHERE c.message = m.key
                    AND c.slot IS NOT NULL)
                  AND NOT EXISTS (SELECT 1 FROM file_link f WHERE f.message = m.key
                    AND f.slot IS NOT NULL)
                  AND NOT EXISTS (SELECT 1 FROM key_link l WHERE l.held = m.key)
                LIMIT ?
                """,
                r -> new Stored(r.getLong(1), new ContentRef(r.getString(2), r.getLong(3))),
                BATCH));
    for (Stored stored : closed) {
      database.write(tx -> {
        destroy(tx, stored.message);
        return true;
      });
      contents.delete(stored.ref);
    }
  }

  private static void destroy(Tx tx, long message) {
    tx.update(
        """
        UPDATE message SET content = NULL, card = NULL, parts = NULL, queue_key = NULL,
          queue_slot = NULL, rights_key_id = NULL, rights_key = NULL, sender_slot = NULL
        WHERE key = ?
        """,
        message);
    tx.update("DELETE FROM key_link WHERE holder = ? OR held = ?", message, message);
  }

  private static boolean forgetSessions(Tx tx, Instant now) {
    tx.update("DELETE FROM guest_session WHERE expires_at <= ?", now);
    tx.update("DELETE FROM account_session WHERE expires_at <= ?", now);
    tx.update("DELETE FROM remembered_device WHERE expires_at <= ?", now);
    FileLinkRow.forgetSessions(tx, now);
    tx.update("DELETE FROM one_time_code WHERE valid_until <= ?", now.minus(CODES_KEPT));
    return true;
  }

  @Override
  public void close() {
    timer.shutdown();
    try {
      if (!timer.awaitTermination(30, TimeUnit.SECONDS)) {
        log.warn("housekeeping was still under way");
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }
}
