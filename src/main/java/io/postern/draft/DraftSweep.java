package io.postern.draft;

import io.postern.store.ContentStore;
import io.postern.store.ContentStore.ContentRef;
import io.postern.store.Database;
import io.postern.store.Tx;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Clears away what nobody goes on with. A draft goes with its copy: when the message is destroyed
 * or the guest's slot is gone. Files that stopped half way go after a day, files that were never
 * sent after a week; the words stay.
 */
public final class DraftSweep {
  private static final Duration HALF_WAY = Duration.ofDays(1);
  private static final Duration UNSENT = Duration.ofDays(7);
  private static final int BATCH = 200;

  private final Database database;
  private final ContentStore contents;

  public DraftSweep(Database database, ContentStore contents) {
    this.database = database;
    this.contents = contents;
  }

  /** One round. */
  public void run(Instant now) throws IOException {
    List<ContentRef> gone = new ArrayList<>();
    for (long draft : database.read(DraftSweep::closed)) {
      gone.addAll(database.write(tx -> DraftRows.delete(tx, draft)));
    }
    for (long file : database.read(tx -> abandoned(tx, now))) {
      gone.addAll(database.write(tx -> DraftRows.deleteFile(tx, file)));
    }
    for (ContentRef ref : gone) {
      contents.delete(ref);
    }
  }

  /** Whether a draft needs this content, for whoever looks for orphans. */
  public static boolean isNamed(Tx tx, ContentRef ref) {
    return tx.one("SELECT 1 FROM draft_piece WHERE content = ?", r -> 1, ref.text()).isPresent();
  }

  private static List<Long> closed(Tx tx) {
    return tx.list(
        """
        SELECT d.key FROM draft d
        WHERE NOT EXISTS (SELECT 1 FROM message m WHERE m.key = d.message
            AND m.content IS NOT NULL)
          OR d.copy IS NOT NULL AND NOT EXISTS (SELECT 1 FROM copy c WHERE c.key = d.copy
            AND c.slot IS NOT NULL)
        LIMIT ?
        """,
        r -> r.getLong(1),
        BATCH);
  }

  private static List<Long> abandoned(Tx tx, Instant now) {
    return tx.list(
        """
        SELECT f.key FROM draft_file f
        WHERE f.touched_at <= ? OR f.touched_at <= ? AND f.size >
          COALESCE((SELECT SUM(p.length) FROM draft_piece p WHERE p.file = f.key), 0)
        LIMIT ?
        """,
        r -> r.getLong(1),
        now.minus(UNSENT),
        now.minus(HALF_WAY),
        BATCH);
  }
}
