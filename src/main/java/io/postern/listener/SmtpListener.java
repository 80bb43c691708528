package io.postern.listener;

import io.postern.smtp.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ports of one SMTP door. A thread per port accepts, a virtual thread per session converses, and a
 * watch cuts what is overdue. Thread-safe.
 */
public final class SmtpListener implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SmtpListener.class);
  private static final int BACKLOG = 512;
  private static final Duration WATCH_EVERY = Duration.ofSeconds(1);

  public static final Reply SHUTTING_DOWN =
      Reply.of(421, "4.3.2", "Shutting down: come again soon");

  private final String name;
  private final Seats seats;
  private final Duration patience;
  private final Doorman doorman;
  private final InstantSource clock;
  private final SecureRandom random;
  private final List<Port> ports = new ArrayList<>();
  private final Map<Talk, Connection> talks = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean draining;

  /** One client's session. It closes its connection gently when it ends. */
  public interface Talk extends Runnable {
    /**
     * Says goodbye if no transaction is open and no command is being obeyed (SPEC 1.9); called from
     * another thread, at shutdown.
     */
    void leaveIfIdle();
  }

  /** Makes the session of a client that has a seat. */
  @FunctionalInterface
  public interface Doorman {
    /**
     * @param id names the session in logs
     * @param implicitTls whether the port speaks TLS from the first octet (RFC 8314)
     */
    Talk meet(String id, Connection connection, boolean implicitTls);
  }

  private record Port(ServerSocket socket, boolean implicitTls) {}

  /**
   * @param name of the door, in thread names and logs
   * @param sessionsPerClient open sessions of one client address (IPv6: of one /64)
   * @param sessions open sessions in all
   * @param patience longest wait for a write or a handshake
   */
  public SmtpListener(
      String name,
      int sessionsPerClient,
      int sessions,
      Duration patience,
      Doorman doorman,
      InstantSource clock,
      SecureRandom random) {
    this.name = name;
    this.seats = new Seats(sessionsPerClient, sessions);
    this.patience = patience;
    this.doorman = doorman;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Binds a port; nobody is let in before {@link #start}.
   *
   * @param port 0 takes any free one
   * @return the port really bound
   * @throws IOException when it cannot be bound; all ports are closed then. The message says which
   */
  public int bind(InetAddress address, int port, boolean implicitTls) throws IOException {
    ServerSocket socket = new ServerSocket();
    InetSocketAddress where = new InetSocketAddress(address, port);
    try {
      socket.setReuseAddress(true);
      socket.bind(where, BACKLOG);
    } catch (IOException e) {
      closeQuietly(socket);
      closePorts();
      throw new IOException("cannot listen on " + where + ": " + e.getMessage(), e);
    }
    ports.add(new Port(socket, implicitTls));
    return socket.getLocalPort();
  }

  /** Begins to accept; returns at once. */
  public void start() {
    ports.forEach(this::accept);
    Thread.ofVirtual().name(name + "-watch").start(this::watch);
  }

  /** Whether a shutdown has begun. */
  public boolean isDraining() {
    return draining;
  }

  /**
   * Shuts down (SPEC 1.9): who connects now hears {@code 421 4.3.2}, idle sessions too; open
   * transactions may finish. Blocks until all have gone or the time is over, then closes what is
   * left.
   */
  public void drain(Duration patience) {
    draining = true;
    Instant end = clock.instant().plus(patience);
    for (Talk talk : talks.keySet()) {
      // On its own thread: one client that does not read must not delay the others.
      Thread.ofVirtual().name(name + "-goodbye").start(talk::leaveIfIdle);
    }
    awaitNoTalks(end);
    closePorts();
    closed.countDown();
    if (!talks.isEmpty()) {
      log.warn("sessions cut at shutdown door={} count={}", name, talks.size());
    }
    talks.values().forEach(Connection::cut);
  }

  /** Drains without patience. */
  @Override
  public void close() {
    drain(Duration.ZERO);
  }

  private void accept(Port port) {
    Thread.ofPlatform()
        .name(name + "-accept-" + port.socket.getLocalPort())
        .daemon()
        .start(() -> {
          while (!port.socket.isClosed()) {
            try {
              welcome(port.socket.accept(), port.implicitTls);
            } catch (IOException e) {
              acceptFailed(port.socket, e);
            }
          }
        });
  }

  /** Out of file descriptors, most likely: wait a little for sessions to end. */
  private void acceptFailed(ServerSocket socket, IOException e) {
    if (!socket.isClosed()) {
      log.error("cannot accept a connection door={}", name, e);
      pause(Duration.ofMillis(100));
    }
  }

  private void welcome(Socket socket, boolean implicitTls) {
    if (draining) {
      refuse(socket, implicitTls, SHUTTING_DOWN);
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
        .name(name + "-session")
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
      connection = new Connection(socket, patience, clock);
    } catch (IOException gone) {
      closeQuietly(socket);
      return;
    }
    Talk talk = doorman.meet(newId(), connection, implicitTls);
    talks.put(talk, connection);
    try {
      talk.run();
    } finally {
      talks.remove(talk);
    }
  }

  /** Says why in clear; on a port that speaks TLS only, nobody would understand. */
  private void refuse(Socket socket, boolean implicitTls, Reply reply) {
    log.info(
        "connection refused door={} client={} reply={}",
        name,
        socket.getInetAddress().getHostAddress(),
        reply.code());
    try (socket) {
      if (!implicitTls) {
        Connection connection = new Connection(socket, patience, clock);
        connection.reply(reply);
        connection.flush();
      }
    } catch (IOException gone) {
      log.debug("refusal unheard", gone);
    }
  }

  private void watch() {
    while (closed.getCount() > 0) {
      Instant now = clock.instant();
      talks.values().forEach(connection -> connection.cutIfOverdue(now));
      pause(WATCH_EVERY);
    }
  }

  private void awaitNoTalks(Instant end) {
    while (!talks.isEmpty() && clock.instant().isBefore(end)) {
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Waits, or returns at once when the listener closes. */
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

  private void closePorts() {
    ports.forEach(port -> closeQuietly(port.socket));
  }

  private static void closeQuietly(AutoCloseable open) {
    try {
      open.close();
    } catch (Exception e) {
      log.debug("closing failed", e);
    }
  }
}
