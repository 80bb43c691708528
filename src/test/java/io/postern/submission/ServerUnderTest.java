package io.postern.submission;

import io.postern.listener.TestCertificate;
import io.postern.listener.TlsFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.OptionalInt;

/** A real server on free loopback ports, with a scripted world behind it. */
final class ServerUnderTest implements AutoCloseable {
  private static final TlsFiles CERTIFICATE = certificate();

  final ScriptedCredentials credentials = new ScriptedCredentials();
  final FakeIntake intake = new FakeIntake();
  final SubmissionServer server;

  ServerUnderTest(SubmissionLimits limits) throws IOException {
    this(limits, CERTIFICATE, InstantSource.system());
  }

  ServerUnderTest(SubmissionLimits limits, TlsFiles certificate, InstantSource clock)
      throws IOException {
    SubmissionSettings settings =
        new SubmissionSettings(
            InetAddress.getLoopbackAddress(),
            0,
            OptionalInt.of(0),
            "smtp.gateway.example",
            certificate,
            limits);
    server =
        new SubmissionServer(
            settings, credentials, ScriptedCredentials::digest, intake, clock, new SecureRandom());
    server.start();
  }

  @Override
  public void close() {
    server.close();
  }

  private static TlsFiles certificate() {
    try {
      return TestCertificate.of("smtp.gateway.example")
          .write(Files.createTempDirectory("postern-test"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
