package io.postern.admin;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again, every hour, at the records of all domains. Owns one thread, since a look waits for
 * other people's servers.
 */
public final class DomainRounds implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DomainRounds.class);
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofHours(1);

  private final Domains domains;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("domains").factory());

  public DomainRounds(Domains domains) {
    this.domains = domains;
  }

  public void start() {
    var unused =
        timer.scheduleWithFixedDelay(
            this::run, SOON.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** One whole round; trouble with one domain leaves the others their turn. */
  public void run() {
    try {
      domains.checkAll();
    } catch (RuntimeException failed) {
      log.error("the round over the domains ended early and will be tried again", failed);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
