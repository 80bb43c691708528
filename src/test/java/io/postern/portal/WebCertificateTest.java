package io.postern.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.demo.DemoCa;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC 1.1, 8.8: certificates reload when their files change, without dropping sessions. */
class WebCertificateTest {

  @Test
  void newConnectionsGetTheChangedCertificateAndOpenOnesLiveOn(@TempDir Path folder)
      throws Exception {
    SecureRandom random = new SecureRandom();
    DemoCa ca = new DemoCa(random, InstantSource.system());
    Path certificate = folder.resolve("web.crt");
    Path key = folder.resolve("web.key");
    ca.leaf(DemoCa.Kind.VALID, "localhost").write(certificate, key);
    WebSettings settings =
        WebFixture.settings(
            0, "https://localhost", Optional.of(certificate), Optional.of(key), 1_000_000);
    SSLContext tls = ca.clientContext();
    try (WebServer server =
        WebServer.start(
            settings,
            InstantSource.system(),
            random,
            new GuestPortal(new FakeGuestDoor(Instant::now), true))) {
      try (SSLSocket before = connect(tls, server.port())) {
        BigInteger first = serial(before);
        assertThat(asks(before)).startsWith("HTTP/1.1 404");

        ca.leaf(DemoCa.Kind.VALID, "localhost").write(certificate, key);
        changedLater(certificate, key);
        server.lookAtCertificate();

        try (SSLSocket after = connect(tls, server.port())) {
          assertThat(serial(after)).isNotEqualTo(first);
          assertThat(asks(after)).startsWith("HTTP/1.1 404");
        }
        assertThat(asks(before)).as("the open connection").startsWith("HTTP/1.1 404");

        Files.writeString(certificate, "no certificate");
        Files.setLastModifiedTime(certificate, FileTime.from(Instant.now().plusSeconds(20)));
        server.lookAtCertificate();
        try (SSLSocket still = connect(tls, server.port())) {
          assertThat(asks(still)).as("after an unreadable file").startsWith("HTTP/1.1 404");
        }
      }
    }
  }

  private static void changedLater(Path... files) throws IOException {
    for (Path file : files) {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(10)));
    }
  }

  private static SSLSocket connect(SSLContext tls, int port) throws IOException {
    SSLSocket socket =
        (SSLSocket) tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    socket.startHandshake();
    return socket;
  }

  private static BigInteger serial(SSLSocket socket) throws IOException {
    return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
  }

  /** One request on a connection that stays open; the answer's first line. */
  private static String asks(SSLSocket socket) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write("HEAD /m/x HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    out.flush();
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int octet = in.read();
      if (octet < 0) {
        throw new IOException("closed after: " + head);
      }
      head.append((char) octet);
    }
    return head.substring(0, head.indexOf("\r\n"));
  }
}
