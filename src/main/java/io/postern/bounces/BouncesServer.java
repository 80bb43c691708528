package io.postern.bounces;

import io.postern.listener.SmtpListener;
import io.postern.listener.TlsEngine;
import io.postern.report.ReportReader;
import io.postern.returnpath.BounceToken;
import io.postern.returnpath.ReturnPaths;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens on port 25 for what comes back (SPEC 2.6). Thread-safe. */
public final class BouncesServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BouncesServer.class);
  private static final int NOT_BOUND = -1;

  private final Session.Shared shared;
  private final SmtpListener listener;
  private volatile int port = NOT_BOUND;

  /**
   * @param portal where people answer messages, named to those who press Reply
   * @param aftermath does what follows from a message; durable when it returns, and may throw
   *     {@link io.postern.store.StoreException}
   * @throws IOException when the certificate cannot be used; the message says which and why
   */
  public BouncesServer(
      BouncesSettings settings,
      ReturnPaths returnPaths,
      URI portal,
      BiConsumer<BounceToken.Names, ReportReader.Reading> aftermath,
      InstantSource clock,
      SecureRandom random)
      throws IOException {
    BouncesLimits limits = settings.limits();
    this.listener =
        new SmtpListener(
            "bounces",
            limits.sessionsPerClient(),
            limits.sessions(),
            limits.idle(),
            (id, connection, _) -> new Session(id, connection, this.shared()),
            clock,
            random);
    this.shared =
        new Session.Shared(
            settings,
            TlsEngine.of(settings.tls(), clock),
            new Addressees(returnPaths, portal),
            new Acceptance(aftermath, portal, limits, clock),
            new Rates(limits.messagesPerMinute(), clock),
            clock,
            listener::isDraining);
  }

  private Session.Shared shared() {
    return shared;
  }

  /**
   * Binds the port and begins to accept; returns at once.
   *
   * @throws IOException when the port cannot be bound; the message says which
   */
  public void start() throws IOException {
    port = listener.bind(shared.settings().bind(), shared.settings().port(), false);
    listener.start();
    log.info(
        "bounces are taken address={} port={}", shared.settings().bind().getHostAddress(), port);
  }

  /**
   * The port really bound.
   *
   * @throws IllegalStateException before {@link #start}
   */
  public int port() {
    if (port == NOT_BOUND) {
      throw new IllegalStateException("not started");
    }
    return port;
  }

  /** Shuts down as {@link SmtpListener#drain} says. */
  public void drain(Duration patience) {
    listener.drain(patience);
  }

  /** Drains without patience. */
  @Override
  public void close() {
    listener.close();
  }
}
