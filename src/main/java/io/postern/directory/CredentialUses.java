package io.postern.directory;

import io.postern.store.Database;
import io.postern.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When credentials were last used, written once a minute: a busy mail server signs in a thousand
 * times in that minute. Losing the last minute in a crash costs nothing.
 */
final class CredentialUses {
  private static final Logger LOG = LoggerFactory.getLogger(CredentialUses.class);
  private static final Duration EVERY = Duration.ofMinutes(1);

  private final Database database;
  private final InstantSource clock;
  private final Map<Long, Instant> noted = new ConcurrentHashMap<>();
  private final AtomicReference<Instant> due = new AtomicReference<>(Instant.MIN);

  CredentialUses(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  void note(long credential) {
    Instant now = clock.instant();
    noted.put(credential, now);
    Instant next = due.get();
    if (!now.isBefore(next) && due.compareAndSet(next, now.plus(EVERY))) {
      Thread.ofVirtual().name("credential-uses").start(this::flush);
    }
  }

  void flush() {
    Map<Long, Instant> taken = Map.copyOf(noted);
    if (taken.isEmpty()) {
      return;
    }
    try {
      database.write(tx -> {
        taken.forEach((key, at) -> CredentialTable.used(tx, key, at));
        return true;
      });
      taken.forEach(noted::remove);
    } catch (StoreException later) {
      LOG.warn("last use of {} credentials is not written yet", taken.size(), later);
    }
  }
}
