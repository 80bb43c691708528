package io.postern.submission;

import io.postern.directory.Credentials;
import io.postern.intake.Intake;
import io.postern.smtp.Reply;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on 587 and 465 (SPEC 1.1). A thread per listener accepts, a virtual thread per session
 * converses, and a watch cuts what is overdue. Thread-safe.
 */
public final class SubmissionServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SubmissionServer.class);
  private static final int BACKLOG = 512;
  private static final Duration WATCH_EVERY = Duration.ofSeconds(1);

  private final Session.Shared shared;
  private final Seats seats;
  private final SecureRandom random;
  private final Map<Session, Connection> sessions = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean draining;
  private volatile @Nullable ServerSocket startTlsListener;
  private volatile @Nullable ServerSocket implicitTlsListener;

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
    this.shared =
        new Session.Shared(
            settings,
            new JdkTls(new TlsIdentity(settings.tls(), clock)),
            new Authenticator(credentials, secretDigest, clock, random),
            intake,
            clock,
            () -> draining);
    this.seats = new Seats(settings.limits().sessionsPerClient(), settings.limits().sessions());
    this.random = random;
  }

  /**
   * Binds the ports and begins to accept; returns at once.
   *
   * @throws IOException when a port cannot be bound; nothing is open then. The message says which
   */
  public void start() throws IOException {
    SubmissionSettings settings = shared.settings();
    ServerSocket startTls = bind(settings.port());
    try {
      if (settings.implicitTlsPort().isPresent()) {
        implicitTlsListener = bind(settings.implicitTlsPort().getAsInt());
      }
    } catch (IOException e) {
      startTls.close();
      throw e;
    }
    startTlsListener = startTls;
    accept(startTls, false);
    ServerSocket implicitTls = implicitTlsListener;
    if (implicitTls != null) {
      accept(implicitTls, true);
    }
    Thread.ofVirtual().name("submission-watch").start(this::watch);
    log.info(
        "submission listens address={} port={} implicitTlsPort={}",
        settings.bind().getHostAddress(),
        port(),
        implicitTls == null ? "off" : implicitTls.getLocalPort());
  }

  /**
   * The STARTTLS port really bound.
   *
   * @throws IllegalStateException before {@link #start}
   */
  public int port() {
    ServerSocket listener = startTlsListener;
    if (listener == null) {
      throw new IllegalStateException("not started");
    }
    return listener.getLocalPort();
  }

  /** The implicit TLS port really bound, if there is one. */
  public OptionalInt implicitTlsPort() {
    ServerSocket listener = implicitTlsListener;
    return listener == null ? OptionalInt.empty() : OptionalInt.of(listener.getLocalPort());
  }

  /**
   * Shuts down (SPEC 1.9): who connects now hears {@code 421 4.3.2}, idle sessions too; open
   * transactions may finish. Blocks until all have gone or the time is over, then closes what is
   * left.
   */
  public void drain(Duration patience) {
    draining = true;
    Instant end = shared.clock().instant().plus(patience);
    for (Session session : sessions.keySet()) {
      // On its own thread: one client that does not read must not delay the others.
      Thread.ofVirtual().name("submission-goodbye").start(session::leaveIfIdle);
    }
    awaitNoSessions(end);
    closeListener(startTlsListener);
    closeListener(implicitTlsListener);
    closed.countDown();
    if (!sessions.isEmpty()) {
      log.warn("sessions cut at shutdown count={}", sessions.size());
    }
    sessions.values().forEach(Connection::cut);
  }

  /** Drains without patience. */
  @Override
  public void close() {
    drain(Duration.ZERO);
  }

  private ServerSocket bind(int port) throws IOException {
    ServerSocket listener = new ServerSocket();
    InetSocketAddress address = new InetSocketAddress(shared.settings().bind(), port);
    try {
      listener.setReuseAddress(true);
      listener.bind(address, BACKLOG);
      return listener;
    } catch (IOException e) {
      listener.close();
      throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
    }
  }

  private void accept(ServerSocket listener, boolean implicitTls) {
    Thread.ofPlatform()
        .name("submission-accept-" + listener.getLocalPort())
        .daemon()
        .start(() -> {
          while (!listener.isClosed()) {
            try {
              welcome(listener.accept(), implicitTls);
            } catch (IOException e) {
              acceptFailed(listener, e);
            }
          }
        });
  }

  /** Out of file descriptors, most likely: wait a little for sessions to end. */
  private void acceptFailed(ServerSocket listener, IOException e) {
    if (!listener.isClosed()) {
      log.error("cannot accept a connection", e);
      pause(Duration.ofMillis(100));
    }
  }

  private void welcome(Socket socket, boolean implicitTls) {
    if (draining) {
      refuse(socket, implicitTls, Session.SHUTTING_DOWN);
      return;
    }
    switch (seats.take(socket.getInetAddress())) {
      case TAKEN -> begin(socket, implicitTls);
      case TOO_MANY_FROM_THERE ->
          refuse(
              socket,
              implicitTls,
              Reply.of(421, "4.7.0", "Too many connections from your address"));
      case ALL_TAKEN ->
          refuse(socket, implicitTls, Reply.of(421, "4.3.2", "Too many connections: come again"));
    }
  }

  private void begin(Socket socket, boolean implicitTls) {
    Thread.ofVirtual()
        .name("submission-session")
        .start(() -> {
          try {
            converse(socket, implicitTls);
          } finally {
            seats.leave(socket.getInetAddress());
          }
        });
  }

  private void converse(Socket socket, boolean implicitTls) {
    Connection connection;
    try {
      connection = new Connection(socket, shared.settings().limits().idle(), shared.clock());
    } catch (IOException gone) {
      closeQuietly(socket);
      return;
    }
    Session session = new Session(newId(), connection, implicitTls, shared);
    sessions.put(session, connection);
    try {
      session.run();
    } finally {
      sessions.remove(session);
    }
  }

  /** Says why in clear; on the port that speaks TLS only, nobody would understand. */
  private void refuse(Socket socket, boolean implicitTls, Reply reply) {
    log.info(
        "connection refused client={} reply={}",
        socket.getInetAddress().getHostAddress(),
        reply.code());
    try (socket) {
      if (!implicitTls) {
        Connection connection =
            new Connection(socket, shared.settings().limits().idle(), shared.clock());
        connection.reply(reply);
        connection.flush();
      }
    } catch (IOException gone) {
      log.debug("refusal unheard", gone);
    }
  }

  private void watch() {
    while (closed.getCount() > 0) {
      Instant now = shared.clock().instant();
      sessions.values().forEach(connection -> connection.cutIfOverdue(now));
      pause(WATCH_EVERY);
    }
  }

  private void awaitNoSessions(Instant end) {
    while (!sessions.isEmpty() && shared.clock().instant().isBefore(end)) {
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Waits, or returns at once when the server closes. */
  private void pause(Duration time) {
    try {
      boolean _ = closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String newId() {
    byte[] octets = new byte[6];
    random.nextBytes(octets);
    return HexFormat.of().formatHex(octets);
  }

  private static void closeListener(@Nullable ServerSocket listener) {
    if (listener != null) {
      closeQuietly(listener);
    }
  }

  private static void closeQuietly(AutoCloseable open) {
    try {
      open.close();
    } catch (Exception e) {
      log.debug("closing failed", e);
    }
  }
}
