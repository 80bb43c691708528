package io.postern.delivery.client;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Closes a socket when a step takes too long. A socket's own time-out starts anew with every octet
 * and does not exist for writing; this one counts the whole step, both ways, TLS records included.
 */
public final class Watch implements AutoCloseable {

  /** A step that talks to the peer. */
  interface Step<T> {
    T run() throws IOException;
  }

  private final ScheduledThreadPoolExecutor alarm;

  public Watch() {
    alarm =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("delivery-deadlines").factory());
    alarm.setRemoveOnCancelPolicy(true);
  }

  /**
   * Runs a step on the calling thread.
   *
   * @throws SocketTimeoutException when it took longer than {@code limit}; the socket is closed
   */
  <T> T within(Duration limit, Socket socket, Step<T> step) throws IOException {
    AtomicBoolean late = new AtomicBoolean();
    ScheduledFuture<?> bell =
        alarm.schedule(
            () -> {
              late.set(true);
              closeQuietly(socket);
            },
            limit.toMillis(),
            TimeUnit.MILLISECONDS);
    try {
      T result = step.run();
      if (late.get()) {
        throw new SocketTimeoutException("the deadline passed");
      }
      return result;
    } catch (IOException broken) {
      if (late.get()) {
        SocketTimeoutException timeout = new SocketTimeoutException("the deadline passed");
        timeout.initCause(broken);
        throw timeout;
      }
      throw broken;
    } finally {
      bell.cancel(false);
    }
  }

  static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException alreadyGone) {
      // Nothing is owed to a connection that is given up.
    }
  }

  @Override
  public void close() {
    alarm.shutdownNow();
  }
}
