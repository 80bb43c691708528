package io.postern.submission;

import io.postern.directory.Credentials;
import io.postern.intake.Intake;
import io.postern.listener.SmtpListener;
import io.postern.listener.TlsEngine;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalInt;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens on 587 and 465 (SPEC 1.1). Thread-safe. */
public final class SubmissionServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SubmissionServer.class);
  private static final int NOT_BOUND = -1;

  private final Session.Shared shared;
  private final SmtpListener listener;
  private volatile int port = NOT_BOUND;
  private volatile int implicitTlsPort = NOT_BOUND;

  /**
   * @param secretDigest the keyed digest by which credentials keep their secret (SPEC 14.3)
   * @throws IOException when the certificate cannot be used; the message says which and why
   */
  public SubmissionServer(
      SubmissionSettings settings,
      Credentials credentials,
      Function<byte[], byte[]> secretDigest,
      Intake intake,
      InstantSource clock,
      SecureRandom random)
      throws IOException {
    SubmissionLimits limits = settings.limits();
    this.listener =
        new SmtpListener(
            "submission",
            limits.sessionsPerClient(),
            limits.sessions(),
            limits.idle(),
            (id, connection, implicitTls) ->
                new Session(id, connection, implicitTls, this.shared()),
            clock,
            random);
    this.shared =
        new Session.Shared(
            settings,
            TlsEngine.of(settings.tls(), clock),
            new Authenticator(credentials, secretDigest, clock, random),
            intake,
            clock,
            listener::isDraining);
  }

  private Session.Shared shared() {
    return shared;
  }

  /**
   * Binds the ports and begins to accept; returns at once.
   *
   * @throws IOException when a port cannot be bound; nothing is open then. The message says which
   */
  public void start() throws IOException {
    SubmissionSettings settings = shared.settings();
    int startTls = listener.bind(settings.bind(), settings.port(), false);
    if (settings.implicitTlsPort().isPresent()) {
      implicitTlsPort = listener.bind(settings.bind(), settings.implicitTlsPort().getAsInt(), true);
    }
    port = startTls;
    listener.start();
    log.info(
        "submission listens address={} port={} implicitTlsPort={} tls=\"{}\"",
        settings.bind().getHostAddress(),
        port,
        implicitTlsPort == NOT_BOUND ? "off" : implicitTlsPort,
        shared.tls().name());
  }

  /**
   * The STARTTLS port really bound.
   *
   * @throws IllegalStateException before {@link #start}
   */
  public int port() {
    if (port == NOT_BOUND) {
      throw new IllegalStateException("not started");
    }
    return port;
  }

  /** The implicit TLS port really bound, if there is one. */
  public OptionalInt implicitTlsPort() {
    return implicitTlsPort == NOT_BOUND ? OptionalInt.empty() : OptionalInt.of(implicitTlsPort);
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
