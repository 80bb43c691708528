package io.postern.listener;

import io.netty.util.ReferenceCountUtil;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * An {@link SSLEngine} over a blocking socket. Buffers are small while a session idles and grow
 * with the records that come, because ten thousand sessions may idle at once.
 *
 * <p>One thread reads and one may write meanwhile: each side has buffers of its own, and the engine
 * locks itself. A read that runs into the socket's timeout loses nothing; it can be repeated.
 */
final class EngineChannel implements TlsEngine.Channel {

  private static final int SMALL = 2 * 1024;

  /** RFC 8446 section 5.2, RFC 5246 section 6.2.3: the header, and the longest record after it. */
  private static final int HEADER = 5;

  private static final int LONGEST_RECORD = HEADER + 16 * 1024 + 2048;

  /** Plain octets in one record that we write. */
  private static final int CHUNK = 16 * 1024;

  /** What a record adds to its octets, generously. */
  private static final int OVERHEAD = 128;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final SSLEngine engine;
  private final InputStream socketIn;
  private final OutputStream socketOut;
  private final InputStream in = new Reading();
  private final OutputStream out = new Writing();

  /** Ciphertext that came and was not opened yet; ready to be read from. */
  private ByteBuffer sealed = ByteBuffer.allocate(SMALL).flip();

  /** Plain octets that were opened and not handed out yet. */
  private ByteBuffer opened = NOTHING;

  private int lastRead;

  /** Records leave in the order in which they were sealed. */
  private final ReentrantLock sending = new ReentrantLock();

  EngineChannel(SSLEngine engine, Socket socket) throws IOException {
    this.engine = engine;
    this.socketIn = socket.getInputStream();
    this.socketOut = socket.getOutputStream();
  }

  void shakeHands() throws IOException {
    engine.beginHandshake();
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_WRAP -> wrap(NOTHING.duplicate());
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          if (!unwrap()) {
            more();
          }
        }
        case NEED_TASK -> runTasks();
        case FINISHED, NOT_HANDSHAKING -> {
          return;
        }
      }
    }
  }

  @Override
  public InputStream in() {
    return in;
  }

  @Override
  public OutputStream out() {
    return out;
  }

  @Override
  public String protocol() {
    return engine.getSession().getProtocol();
  }

  @Override
  public String cipher() {
    return engine.getSession().getCipherSuite();
  }

  @Override
  public void finish() throws IOException {
    engine.closeOutbound();
    wrap(NOTHING.duplicate());
  }

  @Override
  public void release() {
    ReferenceCountUtil.safeRelease(engine);
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  /** Seals what stands in {@code plain}, if anything, and sends it. */
  private void wrap(ByteBuffer plain) throws IOException {
    sending.lock();
    try {
      wrapAlone(plain);
    } finally {
      sending.unlock();
    }
  }

  private void wrapAlone(ByteBuffer plain) throws IOException {
    ByteBuffer record = ByteBuffer.allocate(Math.max(SMALL, plain.remaining() + OVERHEAD));
    while (true) {
      SSLEngineResult result = engine.wrap(plain, record);
      switch (result.getStatus()) {
        case BUFFER_OVERFLOW -> {
          send(record);
          record = ByteBuffer.allocate(2 * record.capacity());
        }
        case OK -> {
          runTasksIf(result.getHandshakeStatus());
          if (!plain.hasRemaining() && result.getHandshakeStatus() != HandshakeStatus.NEED_WRAP) {
            send(record);
            return;
          }
        }
        case CLOSED -> {
          send(record);
          if (plain.hasRemaining()) {
            throw new SSLException("the TLS session is closed");
          }
          return;
        }
        case BUFFER_UNDERFLOW -> throw new SSLException("a record could not be made");
      }
    }
  }

  private void send(ByteBuffer record) throws IOException {
    socketOut.write(record.array(), 0, record.position());
    record.clear();
  }

  /**
   * Opens one record into {@link #opened}.
   *
   * @return false when a whole one is not there yet
   * @throws EOFException when the peer has said that nothing follows
   */
  private boolean unwrap() throws IOException {
    ByteBuffer plain = ByteBuffer.allocate(Math.max(SMALL, sealed.remaining()));
    while (true) {
      SSLEngineResult result = engine.unwrap(sealed, plain);
      switch (result.getStatus()) {
        case OK -> {
          runTasksIf(result.getHandshakeStatus());
          opened = plain.flip();
          return true;
        }
        case BUFFER_OVERFLOW -> {
          if (plain.capacity() > LONGEST_RECORD) {
            throw new SSLException("a record is too long");
          }
          plain = ByteBuffer.allocate(2 * plain.capacity());
        }
        case BUFFER_UNDERFLOW -> {
          // BoringSSL notices only now that the record before was the handshake's last.
          return result.getHandshakeStatus() == HandshakeStatus.FINISHED;
        }
        case CLOSED -> throw new EOFException("the peer has ended TLS");
      }
    }
  }

  private void runTasksIf(HandshakeStatus status) {
    if (status == HandshakeStatus.NEED_TASK) {
      runTasks();
    }
  }

  /** Waits for more ciphertext. */
  private void more() throws IOException {
    if (!sealed.hasRemaining()) {
      sealed = fitting().flip();
    } else if (sealed.limit() == sealed.capacity()) {
      makeRoom();
    }
    int from = sealed.limit();
    lastRead = socketIn.read(sealed.array(), from, sealed.capacity() - from);
    if (lastRead < 0) {
      throw new EOFException("the peer has gone without ending TLS");
    }
    sealed.limit(from + lastRead);
  }

  /** Wide after a read that filled it, narrow after one that hardly did. */
  private ByteBuffer fitting() {
    if (lastRead == sealed.capacity() && sealed.capacity() < LONGEST_RECORD) {
      return ByteBuffer.allocate(LONGEST_RECORD);
    }
    return lastRead < SMALL && sealed.capacity() > SMALL
        ? ByteBuffer.allocate(SMALL)
        : sealed.clear();
  }

  /** A record has begun and stands at the buffer's end: moved to the front of one that holds it. */
  private void makeRoom() throws SSLException {
    if (wanted() > LONGEST_RECORD) {
      throw new SSLException("a record is too long");
    }
    sealed =
        ByteBuffer.allocate(wanted() > sealed.capacity() ? LONGEST_RECORD : sealed.capacity())
            .put(sealed)
            .flip();
  }

  /** How long the record that has begun to come will be, with its header. */
  private int wanted() {
    return sealed.remaining() < HEADER
        ? HEADER
        : HEADER + (sealed.getShort(sealed.position() + 3) & 0xffff);
  }

  private final class Reading extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, into.length);
      if (length == 0) {
        return 0;
      }
      try {
        while (!opened.hasRemaining()) {
          opened = NOTHING;
          if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            // Such as the answer to a key update (RFC 8446 section 4.6.3).
            wrap(NOTHING.duplicate());
          } else if (!unwrap()) {
            more();
          }
        }
      } catch (EOFException ended) {
        return -1;
      }
      int count = Math.min(length, opened.remaining());
      opened.get(into, offset, count);
      return count;
    }
  }

  private final class Writing extends OutputStream {
    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, octets.length);
      for (int at = 0; at < length; at += CHUNK) {
        wrap(ByteBuffer.wrap(octets, offset + at, Math.min(CHUNK, length - at)));
      }
    }
  }
}
