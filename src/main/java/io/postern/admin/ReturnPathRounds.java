package io.postern.admin;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for return-path records again and again (SPEC 2.2). Owns one thread. */
public final class ReturnPathRounds implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ReturnPathRounds.class);
  private static final Duration PAUSE = Duration.ofHours(1);

  private final ReturnPathHosts hosts;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("return-path-records").factory());

  public ReturnPathRounds(ReturnPathHosts hosts) {
    this.hosts = hosts;
  }

  public void start() {
    var unused =
        timer.scheduleWithFixedDelay(
            this::quietly, PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void quietly() {
    try {
      hosts.lookAgain();
    } catch (RuntimeException failed) {
      log.warn("return-path records could not be looked for; they will be again", failed);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
