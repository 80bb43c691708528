package io.postern.listener;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a session may rely on, whichever engine shakes hands. */
final class TlsEngineTest {
  private static final int MUCH = 3_000_000;

  enum Engine {
    JDK,
    BORING;

    TlsEngine of(TlsFiles files) throws IOException {
      assumeTrue(this == JDK || BoringTls.isThere(), "no BoringSSL for this machine");
      return this == JDK
          ? new JdkTls(files, InstantSource.system())
          : new BoringTls(files, InstantSource.system());
    }
  }

  @TempDir Path folder;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theNativeEngineLoadsHereAndIsTaken() throws IOException {
    TlsFiles files = TestCertificate.of("gate.example").write(folder);
    assertThat(TlsEngine.of(files, InstantSource.system()).name()).contains("BoringSSL");
  }

  @ParameterizedTest
  @CsvSource({"JDK,TLSv1.2", "JDK,TLSv1.3", "BORING,TLSv1.2", "BORING,TLSv1.3"})
  void carriesMuchBothWaysAtOnce(Engine engine, String version) throws Exception {
    byte[] up = bytes(1);
    byte[] down = bytes(2);
    try (Pair pair = new Pair(engine, version)) {
      assertThat(pair.server.protocol()).isEqualTo(version);
      assertThat(pair.server.cipher()).isNotBlank();
      Future<?> clientWrites = async(() -> written(pair.client.getOutputStream(), up));
      Future<?> serverWrites = async(() -> written(pair.server.out(), down));
      Future<byte[]> got = async(() -> pair.client.getInputStream().readNBytes(MUCH));
      assertThat(pair.server.in().readNBytes(MUCH)).isEqualTo(up);
      assertThat(got.get(20, TimeUnit.SECONDS)).isEqualTo(down);
      clientWrites.get(20, TimeUnit.SECONDS);
      serverWrites.get(20, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aReadThatTimesOutCanBeRepeated(Engine engine) throws Exception {
    try (Pair pair = new Pair(engine, "TLSv1.3")) {
      pair.socket.setSoTimeout(50);
      assertThatThrownBy(() -> pair.server.in().read()).isInstanceOf(SocketTimeoutException.class);
      pair.socket.setSoTimeout(5_000);
      written(pair.client.getOutputStream(), "NOOP\r\n".getBytes(US_ASCII));
      assertThat(pair.server.in().readNBytes(6)).isEqualTo("NOOP\r\n".getBytes(US_ASCII));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void theServerMaySpeakFirstAndEitherSideMayEnd(Engine engine) throws Exception {
    try (Pair pair = new Pair(engine, "TLSv1.3")) {
      written(pair.server.out(), "220\r\n".getBytes(US_ASCII));
      assertThat(pair.client.getInputStream().readNBytes(5))
          .isEqualTo("220\r\n".getBytes(US_ASCII));
      pair.client.shutdownOutput();
      assertThat(pair.server.in().read()).isEqualTo(-1);
      pair.server.finish();
      assertThat(pair.client.getInputStream().read()).isEqualTo(-1);
      pair.server.release();
      pair.server.release();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void nothingIsReadOfAConnectionThatSpeaksNoTls(Engine engine) throws Exception {
    TlsEngine tls = engine.of(TestCertificate.of("gate.example").write(folder));
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
        Socket socket = listener.accept()) {
      written(client.getOutputStream(), "EHLO not.tls.example\r\n".getBytes(US_ASCII));
      assertThatThrownBy(() -> tls.accept(socket)).isInstanceOf(IOException.class);
    }
  }

  private <T> Future<T> async(Callable<T> work) {
    return threads.submit(work);
  }

  private static int written(OutputStream out, byte[] octets) throws IOException {
    out.write(octets);
    out.flush();
    return octets.length;
  }

  private static byte[] bytes(int seed) {
    byte[] octets = new byte[MUCH];
    new Random(seed).nextBytes(octets);
    return octets;
  }

  /** Both ends of one connection under TLS. */
  private final class Pair implements AutoCloseable {
    final Socket socket;
    final SSLSocket client;
    final TlsEngine.Channel server;

    Pair(Engine engine, String version) throws Exception {
      TlsEngine tls = engine.of(TestCertificate.of("gate.example").write(folder));
      try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        client =
            (SSLSocket)
                trusting()
                    .getSocketFactory()
                    .createSocket(listener.getInetAddress(), listener.getLocalPort());
        client.setEnabledProtocols(new String[] {version});
        client.setSoTimeout(10_000);
        socket = listener.accept();
      }
      socket.setSoTimeout(10_000);
      Future<TlsEngine.Channel> accepted = async(() -> tls.accept(socket));
      client.startHandshake();
      server = accepted.get(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
      server.release();
      socket.close();
      client.close();
    }
  }

  private static SSLContext trusting() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anybody()}, new SecureRandom());
    return context;
  }

  /** Whose certificate it is, is no matter here. */
  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
