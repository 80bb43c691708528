package io.postern.standing;

import io.postern.smtp.Domain;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again, every hour, how our domains stand in the DNS. Owns one thread, since a look waits
 * for other people's servers.
 */
public final class Rounds implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Rounds.class);
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofHours(1);

  private final DkimKeys keys;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("standing").factory());

  public Rounds(DkimKeys keys) {
    this.keys = keys;
  }

  public void start() {
    var unused =
        timer.scheduleWithFixedDelay(
            this::run, SOON.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** One whole round; trouble with one domain leaves the others their turn. */
  public void run() {
    for (Domain domain : keys.domains()) {
      try {
        var unused = keys.look(domain);
      } catch (RuntimeException failed) {
        log.error("the records of {} could not be looked at", domain, failed);
      }
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
