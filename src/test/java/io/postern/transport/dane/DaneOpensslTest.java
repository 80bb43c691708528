package io.postern.transport.dane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.dns.Tlsa;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** OpenSSL says of every case what we say, over a real handshake. */
@Tag("interop")
@Timeout(120)
class DaneOpensslTest {

  private static final Path OPENSSL = Path.of("/usr/bin/openssl");

  @TempDir private Path folder;

  @BeforeAll
  static void needsOpenssl() {
    assumeTrue(Files.isExecutable(OPENSSL), "OpenSSL is not installed");
  }

  /** All but usages 0 and 1: OpenSSL knows what to do with them, SMTP does not (RFC 7672 3.1.3). */
  static List<DaneCase> cases() {
    return DaneCase.all().stream()
        .filter(it -> it.records().stream().anyMatch(record -> record.usage() > 1))
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void opensslAgrees(DaneCase it) throws Exception {
    try (SSLServerSocket listener =
        (SSLServerSocket)
            it.shown()
                .server()
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread server = Thread.ofVirtual().start(() -> greetOnce(listener));
      String said = sClient(it, listener.getLocalPort());
      DaneCase.Verdict verdict =
          said.contains("Failed to import any TLSA records")
              ? DaneCase.Verdict.UNUSABLE
              : said.contains("Verification: OK") && said.contains("DANE TLSA")
                  ? DaneCase.Verdict.HOLDS
                  : DaneCase.Verdict.MISMATCH;
      assertThat(verdict).as(said).isEqualTo(it.verdict());
      listener.close();
      server.join();
    }
  }

  private String sClient(DaneCase it, int port) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                OPENSSL.toString(),
                "s_client",
                "-connect",
                "127.0.0.1:" + port,
                "-no-CAfile",
                "-no-CApath",
                "-no-CAstore",
                "-dane_ee_no_namechecks",
                "-dane_tlsa_domain",
                DaneCase.MX.ascii()));
    for (Tlsa record : it.records()) {
      command.addAll(List.of("-dane_tlsa_rrdata", record.toString()));
    }
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(said.toFile())
            .start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return Files.readString(said, StandardCharsets.ISO_8859_1);
  }

  private static void greetOnce(SSLServerSocket listener) {
    try (SSLSocket socket = (SSLSocket) listener.accept()) {
      socket.setSoTimeout(10_000);
      socket.startHandshake();
      socket.getOutputStream().write("220 mx\r\n".getBytes(StandardCharsets.US_ASCII));
      socket.getInputStream().read();
    } catch (SocketException closed) {
      // Where no record could be used, OpenSSL does not connect at all.
    } catch (IOException broken) {
      if (!(broken instanceof javax.net.ssl.SSLException)) {
        throw new UncheckedIOException(broken);
      }
    }
  }
}
