package io.postern.submission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.listener.TestCertificate;
import io.postern.listener.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TlsTest {
  @TempDir Path folder;

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private final InstantSource clock = now::get;

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void speaks(String version) throws IOException {
    try (ServerUnderTest world = new ServerUnderTest(SubmissionLimits.defaults());
        DialogClient client = new DialogClient(world.server.implicitTlsPort().orElseThrow())) {
      client.tls(version);
      assertThat(client.reply()).startsWith("220");
    }
  }

  @Test
  void servesTheNewCertificateWithoutDroppingSessions() throws IOException {
    TlsFiles files = TestCertificate.of("old.example").write(folder);
    try (ServerUnderTest world = world(files);
        DialogClient before = new DialogClient(world.server.port());
        DialogClient after = new DialogClient(world.server.port())) {
      before.startTls();
      replace(TestCertificate.of("new.example"));
      now.updateAndGet(then -> then.plusSeconds(2));
      after.startTls();
      assertThat(name(before)).isEqualTo("CN=old.example");
      assertThat(name(after)).isEqualTo("CN=new.example");
      before.expect("NOOP", "250");
    }
  }

  @Test
  void keepsTheOldCertificateWhileTheFilesDoNotFitTogether() throws IOException {
    TlsFiles files = TestCertificate.of("old.example").write(folder);
    TestCertificate renewed = TestCertificate.of("new.example");
    try (ServerUnderTest world = world(files);
        DialogClient between = new DialogClient(world.server.port());
        DialogClient after = new DialogClient(world.server.port())) {
      write("chain.pem", renewed.chainPem());
      now.updateAndGet(then -> then.plusSeconds(2));
      between.startTls();
      assertThat(name(between)).isEqualTo("CN=old.example");
      write("key.pem", renewed.keyPem());
      now.updateAndGet(then -> then.plusSeconds(2));
      after.startTls();
      assertThat(name(after)).isEqualTo("CN=new.example");
    }
  }

  @Test
  void refusesToStartWithAKeyOfAnotherCertificate() throws IOException {
    TlsFiles files = TestCertificate.of("a.example").write(folder);
    write("key.pem", TestCertificate.of("b.example").keyPem());
    assertThatThrownBy(() -> world(files).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not belong")
        .hasMessageContaining("key.pem");
  }

  @Test
  void saysWhichFileIsMissing() {
    TlsFiles files = new TlsFiles.Pem(folder.resolve("none.pem"), folder.resolve("key.pem"));
    assertThatThrownBy(() -> world(files).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none.pem");
  }

  private ServerUnderTest world(TlsFiles files) throws IOException {
    return new ServerUnderTest(SubmissionLimits.defaults(), files, clock);
  }

  private void replace(TestCertificate certificate) throws IOException {
    write("chain.pem", certificate.chainPem());
    write("key.pem", certificate.keyPem());
  }

  private void write(String name, String pem) throws IOException {
    Path file = folder.resolve(name);
    FileTime old = Files.getLastModifiedTime(file);
    Files.write(file, pem.getBytes(UTF_8));
    Files.setLastModifiedTime(file, FileTime.from(old.toInstant().plus(Duration.ofSeconds(1))));
  }

  private static String name(DialogClient client) throws IOException {
    return client.serverCertificate().getSubjectX500Principal().getName();
  }
}
