package io.postern.dispatch;

import io.postern.conversation.CopyRow;
import io.postern.conversation.MessageRow;
import io.postern.conversation.Slots;
import io.postern.seal.DataKey;
import io.postern.seal.KeyGone;
import io.postern.seal.KeyService;
import io.postern.seal.KeySlots;
import io.postern.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Held copies outlive their hour's queue key: what is sealed to it is sealed anew to this hour's,
 * before the old one goes (SPEC 14.2). Thread-safe.
 */
public final class Rewrapping {
  private static final Logger log = LoggerFactory.getLogger(Rewrapping.class);

  /**
   * A key older than this is replaced: what is released then may still wait 48 h before the key is
   * destroyed at 72 h.
   */
  private static final Duration OLD = Duration.ofHours(20);

  private final Database database;
  private final KeyService keys;
  private final InstantSource clock;

  public Rewrapping(Database database, KeyService keys, InstantSource clock) {
    this.database = database;
    this.keys = keys;
    this.clock = clock;
  }

  /** Seals anew what needs it; how many messages. */
  int run() {
    Instant old = clock.instant().minus(OLD);
    List<Held> held =
        database.read(tx ->
            tx.list(
                """
                SELECT m.key, m.queue_key FROM message m
                WHERE m.queue_key IS NOT NULL
                  AND m.key IN (SELECT message FROM copy WHERE state = 'HELD')
                """,
                r -> new Held(r.getLong(1), r.getString(2))));
    int done = 0;
    for (Held one : held) {
      try {
        if (keys.queueKeyMade(one.queueKey).isBefore(old)) {
          rewrap(one.message);
          done++;
        }
      } catch (KeyGone gone) {
        log.warn("a held message outlived its queue key");
      }
    }
    return done;
  }

  private record Held(long message, String queueKey) {}

  /** What of a message is sealed to queue keys. */
  private record Sealed(MessageRow message, List<CopyRow> copies) {}

  /** A copy's notification, sealed anew. */
  private record Pending(long copy, String oldKey, KeyService.Queued sealed) {}

  /**
   * Seals the message's queue slot, rights key and notifications to this hour's key.
   *
   * @throws KeyGone when the old key was destroyed
   */
  void rewrap(long message) throws KeyGone {
    Optional<Sealed> found =
        database.read(tx ->
            MessageRow.byKey(tx, message)
                .map(row -> new Sealed(row, CopyRow.ofMessage(tx, message))));
    if (found.isEmpty() || found.get().message.queueKey() == null) {
      return;
    }
    MessageRow row = found.get().message;
    String oldKey = row.queueKey();
    KeyService.QueueKey fresh = keys.queueKey();
    byte[] slot = slot(row, fresh);
    KeyService.Queued rights =
        again(row.rightsKeyId(), row.rightsKey(), Slots.right(row.publicId()));
    List<Pending> pending = new ArrayList<>();
    for (CopyRow copy : found.get().copies) {
      String key = copy.pendingKey();
      KeyService.Queued sealed = again(key, copy.pending(), Slots.pending(copy.publicId()));
      if (key != null && sealed != null) {
        pending.add(new Pending(copy.key(), key, sealed));
      }
    }
    database.write(tx -> {
      tx.update(
          """
          UPDATE message SET queue_key = ?, queue_slot = ?, rights_key_id = ?, rights_key = ?
          WHERE key = ? AND queue_key = ?
          """,
          fresh.id(),
          slot,
          rights == null ? null : rights.keyId(),
          rights == null ? null : rights.bytes(),
          message,
          oldKey);
      for (Pending one : pending) {
        tx.update(
            "UPDATE copy SET pending_key = ?, pending = ? WHERE key = ? AND pending_key = ?",
            one.sealed.keyId(),
            one.sealed.bytes(),
            one.copy,
            one.oldKey);
      }
      return true;
    });
  }

  private byte @Nullable [] slot(MessageRow row, KeyService.QueueKey fresh) throws KeyGone {
    String oldKey = row.queueKey();
    byte[] old = row.queueSlot();
    if (oldKey == null || old == null) {
      return null;
    }
    try (DataKey key = keys.openQueueSlot(oldKey, old, Slots.queue(row.publicId()))) {
      return KeySlots.toKey(key, fresh.publicKey(), Slots.queue(row.publicId()));
    }
  }

  private KeyService.@Nullable Queued again(
      @Nullable String keyId, byte @Nullable [] sealed, String context) throws KeyGone {
    return keyId == null || sealed == null
        ? null
        : keys.sealForQueue(
            keys.openFromQueue(new KeyService.Queued(keyId, sealed), context), context);
  }
}
