package io.postern.listener;

import io.postern.smtp.Inbound;
import io.postern.smtp.Reply;
import io.postern.smtp.ReplyWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * One client's socket, in clear and then under TLS.
 *
 * <p>Whatever waits for the client has a deadline, twice: a read gives up by itself, and {@link
 * #cutIfOverdue}, called by the server's watch, closes the socket under a write, a handshake or a
 * TLS record that trickles. Confined to the session's thread but for {@code cutIfOverdue} and
 * {@code cut}.
 */
public final class Connection implements Inbound.Source {

  /** How long after its deadline a read may still give up by itself, and politely. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private static final int LINGER_BYTES = 256 * 1024;
  private static final int LINGER_MILLIS = 1000;

  private final Socket socket;
  private final Duration patience;
  private final InstantSource clock;
  private final Inbound inbound = new Inbound(this);

  private InputStream in;
  private OutputStream out;
  private ReplyWriter replies;
  private TlsEngine.@Nullable Channel tls;

  private volatile Instant deadline = Instant.MAX;

  /**
   * @param patience for a write or a handshake
   */
  Connection(Socket socket, Duration patience, InstantSource clock) throws IOException {
    this.socket = socket;
    this.patience = patience;
    this.clock = clock;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
    this.replies = new ReplyWriter(out);
    // Without it every step of the dialog costs 40 ms (Nagle meets delayed ACK).
    socket.setTcpNoDelay(true);
  }

  public InetAddress client() {
    return socket.getInetAddress();
  }

  public Inbound inbound() {
    return inbound;
  }

  public boolean isSecure() {
    return tls != null;
  }

  /** Such as {@code TLSv1.3 TLS_AES_128_GCM_SHA256}; null in clear. */
  public @Nullable String tlsFacts() {
    return tls == null ? null : tls.protocol() + " " + tls.cipher();
  }

  /** Replies leave when the next read has to wait, or with {@link #flush}. */
  public void reply(Reply reply) throws IOException {
    deadline = clock.instant().plus(patience).plus(GRACE);
    replies.write(reply);
    deadline = Instant.MAX;
  }

  public void flush() throws IOException {
    deadline = clock.instant().plus(patience).plus(GRACE);
    replies.flush();
    deadline = Instant.MAX;
  }

  @Override
  public int read(byte[] into, int offset, int length, Duration patience) throws IOException {
    flush();
    deadline = clock.instant().plus(patience).plus(GRACE);
    socket.setSoTimeout((int) Math.clamp(patience.toMillis(), 1, Integer.MAX_VALUE));
    try {
      return in.read(into, offset, length);
    } finally {
      deadline = Instant.MAX;
    }
  }

  /** Goes under TLS. Every octet that came in clear and was not read yet is thrown away. */
  public void secure(TlsEngine engine) throws IOException {
    flush();
    inbound.discard(); // SPEC 1.2; RFC 3207 section 4.2
    deadline = clock.instant().plus(patience);
    socket.setSoTimeout((int) Math.clamp(patience.toMillis(), 1, Integer.MAX_VALUE));
    TlsEngine.Channel channel;
    try {
      channel = engine.accept(socket);
    } catch (IOException e) {
      // Not a timeout to anyone: last words in clear would be noise inside TLS.
      throw new IOException("no TLS handshake: " + e.getMessage(), e);
    }
    deadline = Instant.MAX;
    in = channel.in();
    out = channel.out();
    replies = new ReplyWriter(out);
    tls = channel;
  }

  /**
   * Closes so that the last reply arrives: a socket closed with unread input resets, and the reset
   * overtakes the reply.
   */
  public void closeGently() {
    try {
      flush();
      deadline = clock.instant().plus(GRACE);
      if (tls != null) {
        tls.finish();
      }
      socket.shutdownOutput();
      socket.setSoTimeout(LINGER_MILLIS);
      InputStream rest = socket.getInputStream();
      byte[] thrownAway = new byte[8 * 1024];
      int left = LINGER_BYTES;
      for (int n = 0; n >= 0 && left > 0; left -= n) {
        n = rest.read(thrownAway);
      }
    } catch (IOException gone) {
      // It has gone already: nobody is left to be gentle to.
    } finally {
      cut();
      if (tls != null) {
        tls.release();
      }
    }
  }

  /** Closes now, whatever is going on. From any thread. */
  void cut() {
    try {
      // The plain socket: closing TLS would wait for a write that hangs.
      socket.close();
    } catch (IOException e) {
      // Closed is closed.
    }
  }

  /** From the watch's thread. */
  void cutIfOverdue(Instant now) {
    if (now.isAfter(deadline)) {
      cut();
    }
  }
}
