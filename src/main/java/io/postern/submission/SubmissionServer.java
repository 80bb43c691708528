package io.postern.submission;

import io.postern.directory.Credentials;
import io.postern.intake.Intake;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalInt;
import java.util.function.Function;

/** Listens on 587 and 465 (SPEC 1.1); one virtual thread per session. Thread-safe. */
public final class SubmissionServer implements AutoCloseable {

  /**
   * @param secretDigest the keyed digest by which credentials keep their secret (SPEC 14.3)
   */
  public SubmissionServer(
      SubmissionSettings settings,
      Credentials credentials,
      Function<byte[], byte[]> secretDigest,
      Intake intake,
      InstantSource clock,
      SecureRandom random)
      throws IOException {}

  /**
   * Binds the ports and begins to accept; returns at once.
   *
   * @throws IOException when a port is taken or the certificate cannot be read; nothing is open
   *     then. The message says which
   */
  public void start() throws IOException {}

  /** The STARTTLS port really bound. */
  public int port() {
    return 0;
  }

  /** The implicit TLS port really bound, if there is one. */
  public OptionalInt implicitTlsPort() {
    return OptionalInt.empty();
  }

  /**
   * Shuts down (SPEC 1.9): who connects now hears {@code 421 4.3.2}, idle sessions too; open
   * transactions may finish. Blocks until all have gone or the time is over, then closes what is
   * left.
   */
  public void drain(Duration patience) {}

  /** Drains without patience. */
  @Override
  public void close() {
    drain(Duration.ZERO);
  }
}
