package io.postern.transport.mtasts;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews the policies that are due, now and then. Owns one thread. */
public final class StsRenewal implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StsRenewal.class);
  private static final Duration PAUSE = Duration.ofMinutes(10);

  private final StsPolicies policies;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("mta-sts-renewal").factory());

  public StsRenewal(StsPolicies policies) {
    this.policies = policies;
  }

  public void start() {
    var unused =
        timer.scheduleWithFixedDelay(
            this::quietly, PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void quietly() {
    try {
      policies.refresh();
    } catch (RuntimeException failed) {
      log.error("MTA-STS policies were not renewed; they will be tried again", failed);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
