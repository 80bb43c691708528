package io.postern.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One mail host of the small internet: a name, a loopback address of its own, and a {@link
 * Posture}. It takes what it is given and keeps it for whoever looks.
 *
 * <p>Thread-safe. One virtual thread accepts, one more runs each session.
 */
public final class DemoMx implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DemoMx.class);

  private final String name;
  private final InetAddress address;
  private final Posture posture;
  private final DemoCa.Leaf leaf;
  private final CapturedMails mails;
  private final Path folder;
  private final InstantSource time;
  private final @Nullable ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger sessions = new AtomicInteger();

  /**
   * Opens the host.
   *
   * @param name its host name, which its certificate is for
   * @param port the one next-hop port of the world
   * @param folder where messages over 1 MiB are kept
   * @throws PortInUse when it cannot listen
   */
  public DemoMx(
      String name,
      InetAddress address,
      int port,
      Posture posture,
      DemoCa ca,
      CapturedMails mails,
      Path folder,
      InstantSource time)
      throws IOException {
    this.name = name;
    this.address = address;
    this.posture = posture;
    this.leaf = ca.leaf(certificateOf(posture), name);
    this.mails = mails;
    this.folder = folder;
    this.time = time;
    // Unreachable is: an address where nobody listens. The kernel refuses at once.
    this.listener =
        posture == Posture.UNREACHABLE
            ? null
            : PortInUse.listen("The demo's mail host " + name, address, port);
    if (listener != null) {
      ServerSocket doors = listener;
      Thread.ofVirtual().name("demo-mx-" + name).start(() -> accept(doors));
    }
  }

  public String name() {
    return name;
  }

  public InetAddress address() {
    return address;
  }

  public Posture posture() {
    return posture;
  }

  /** Where it listens, or would. */
  public int port() {
    return listener == null ? 0 : ((InetSocketAddress) listener.getLocalSocketAddress()).getPort();
  }

  /** The key its certificate is for, as TLSA records with selector 1 have it. */
  byte[] publicKey() {
    return leaf.chain().getFirst().getPublicKey().getEncoded();
  }

  /** How many connections came so far. */
  public int sessions() {
    return sessions.get();
  }

  /** How many connections are open now. */
  public int openSessions() {
    return open.size();
  }

  @Override
  public void close() {
    if (listener != null) {
      closeQuietly(listener);
    }
    open.forEach(DemoMx::closeQuietly);
  }

  private void accept(ServerSocket doors) {
    while (!doors.isClosed()) {
      try {
        Socket socket = doors.accept();
        sessions.incrementAndGet();
        open.add(socket);
        Thread.ofVirtual().name("demo-mx-" + name).start(() -> serve(socket));
      } catch (IOException closed) {
        LOG.debug("{} stops", name, closed);
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        DemoMxSession session =
            new DemoMxSession(name, posture, leaf, mails, folder, time, socket)) {
      session.run();
    } catch (IOException broke) {
      LOG.debug("a session with {} broke", name, broke);
    } finally {
      open.remove(socket);
    }
  }

  private static void closeQuietly(AutoCloseable door) {
    try {
      door.close();
    } catch (Exception gone) {
      LOG.trace("already gone", gone);
    }
  }

  private static DemoCa.Kind certificateOf(Posture posture) {
    return switch (posture) {
      case SELF_SIGNED -> DemoCa.Kind.SELF_SIGNED;
      case EXPIRED -> DemoCa.Kind.EXPIRED;
      case WRONG_NAME -> DemoCa.Kind.WRONG_NAME;
      case VALID_CERTIFICATE,
          NO_STARTTLS,
          TLS1_1_ONLY,
          UNREACHABLE,
          REPLIES_4XX,
          REPLIES_5XX,
          SMALL_SIZE ->
          DemoCa.Kind.VALID;
    };
  }
}
