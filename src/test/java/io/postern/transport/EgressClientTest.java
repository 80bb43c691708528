package io.postern.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.dns.Answer;
import io.postern.dns.ScriptedDns;
import io.postern.smtp.Domain;
import io.postern.transport.EgressClient.Answered;
import io.postern.transport.EgressClient.Exchange;
import io.postern.transport.EgressClient.Failed;
import io.postern.transport.EgressClient.Failure;
import io.postern.transport.EgressClient.Request;
import io.postern.transport.mtasts.PolicySource;
import io.postern.transport.mtasts.StsTrouble;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC 7.9, against a web server that does what the test says. */
class EgressClientTest {

  private static final Domain HOST = Domain.of("mta-sts.recipient.example");
  private static final TestCa CA = new TestCa("Test root");
  private static final String POLICY = "version: STSv1\n";

  @TempDir Path folder;
  private final ScriptedDns dns = new ScriptedDns();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private volatile Answering answering = out -> say(out, "HTTP/1.1 200 OK\r\n\r\n");
  private SSLServerSocket listener;
  private EgressClient client;

  private interface Answering {
    void to(OutputStream out) throws IOException;
  }

  @BeforeEach
  void open() throws IOException {
    CA.writeBundle(folder.resolve("ca.pem"));
    client = client(new EgressRules(List.of(Cidr.of("127.0.0.0/8")), List.of()));
    listen(CA.leaf(HOST.ascii()));
    dns.a(HOST.ascii(), "127.0.0.1");
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    listener.close();
  }

  private EgressClient client(EgressRules rules) throws IOException {
    return new EgressClient(
        dns,
        rules,
        TrustedRoots.ofBundle(folder.resolve("ca.pem")),
        InstantSource.system(),
        new SecureRandom());
  }

  private void listen(TestCa.Identity identity) throws IOException {
    if (listener != null) {
      listener.close();
    }
    listener =
        (SSLServerSocket)
            identity
                .server()
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    SSLServerSocket mine = listener;
    Thread.ofVirtual().start(() -> serve(mine));
  }

  private void serve(SSLServerSocket mine) {
    while (!mine.isClosed()) {
      try (Socket socket = mine.accept()) {
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
          heard.add(line);
        }
        answering.to(socket.getOutputStream());
      } catch (IOException gone) {
        // As the test wanted it.
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 15\r\n\r\nversion: STSv1\nnot any more",
        "HTTP/1.1 200 OK\r\ncontent-type: Text/Plain; charset=utf-8\r\n\r\nversion: STSv1\n",
        "HTTP/1.0 200\r\nContent-Type: text/plain\r\n\r\nversion: STSv1\n",
        "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nversion: STSv1\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "7;x=y\r\nversion\r\n8\r\n: STSv1\n\r\n0\r\nTrailer: x\r\n\r\n"
      })
  void readsAPolicyHoweverItIsFramed(String reply) {
    answering = out -> say(out, reply);
    assertThat(policy())
        .isInstanceOfSatisfying(
            PolicySource.Text.class,
            text ->
                assertThat(new String(text.octets(), StandardCharsets.UTF_8)).isEqualTo(POLICY));
    assertThat(heard)
        .contains(
            "GET /.well-known/mta-sts.txt HTTP/1.1",
            "Host: mta-sts.recipient.example:" + listener.getLocalPort());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 301 Moved\r\nLocation: https://elsewhere.example/\r\n\r\n",
        "HTTP/1.1 404 Not Found\r\n\r\nversion: STSv1\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nversion: STSv1\n",
        "HTTP/1.1 200 OK\r\n\r\nversion: STSv1\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 65537\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 99\r\n\r\nshort",
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: gzip\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno field\r\n\r\n",
        "HTTP/2 200\r\n\r\n",
        "SSH-2.0-OpenSSH\r\n",
        ""
      })
  void anythingElseIsNoPolicy(String reply) {
    answering = out -> say(out, reply);
    assertThat(policy())
        .isInstanceOfSatisfying(
            PolicySource.Failed.class,
            failed -> assertThat(failed.trouble()).isEqualTo(StsTrouble.FETCH_ERROR));
    // No redirect was followed: one connection, one request.
    assertThat(heard.stream().filter(line -> line.startsWith("GET"))).hasSize(1);
  }

  @Test
  void readsNoFurtherThanItIsTold() {
    answering =
        out -> {
          say(out, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n");
          while (true) {
            say(out, "x".repeat(10_000));
          }
        };
    assertThat(failure(get(Duration.ofSeconds(10)))).isEqualTo(Failure.UNREADABLE);
    answering =
        out -> {
          while (true) {
            say(out, "HTTP/1.1 100 Continue\r\n\r\n");
          }
        };
    assertThat(failure(get(Duration.ofSeconds(10)))).isEqualTo(Failure.UNREADABLE);
    answering =
        out -> {
          say(out, "HTTP/1.1 200 OK\r\n");
          while (true) {
            say(out, "x: y\r\n");
          }
        };
    assertThat(failure(get(Duration.ofSeconds(10)))).isEqualTo(Failure.UNREADABLE);
  }

  @Test
  void waitsNoLongerThanItIsToldHoweverTheOctetsDrip() {
    answering =
        out -> {
          say(out, "HTTP/1.1 200 OK\r\n\r\n");
          while (true) {
            say(out, "x");
            LockSupport.parkNanos(20_000_000);
          }
        };
    assertThat(failure(get(Duration.ofMillis(700)))).isEqualTo(Failure.TOO_LATE);
  }

  @Test
  void wantsACertificateForTheNameItWasGivenBeforeItSaysAnything() throws IOException {
    for (TestCa.Identity bad :
        List.of(
            CA.leaf("recipient.example"),
            TestCa.selfSigned(HOST.ascii()),
            new TestCa("Stranger").leaf(HOST.ascii()),
            CA.leaf(-5, -1, true, HOST.ascii()))) {
      listen(bad);
      assertThat(policy())
          .isInstanceOfSatisfying(
              PolicySource.Failed.class,
              failed -> assertThat(failed.trouble()).isEqualTo(StsTrouble.WEBPKI_INVALID));
    }
    assertThat(heard).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "::1",
        "fe80::1",
        "fd00::1"
      })
  void aNameThatPointsInsideIsNotConnectedTo(String address) throws IOException {
    dns.a(HOST.ascii(), address);
    try (EgressClient strict = client(EgressRules.STRICT)) {
      assertThat(failure(strict.exchange(Request.get(HOST, listener.getLocalPort(), "/"))))
          .isEqualTo(Failure.ADDRESS_REFUSED);
    }
    assertThat(heard).isEmpty();
  }

  @Test
  void neverLeadsToOurOwnListeners() throws IOException {
    EgressRules rules =
        new EgressRules(
            EgressRules.EVERYWHERE,
            List.of(new InetSocketAddress("127.0.0.1", listener.getLocalPort())));
    try (EgressClient careful = client(rules)) {
      assertThat(failure(careful.exchange(Request.get(HOST, listener.getLocalPort(), "/"))))
          .isEqualTo(Failure.ADDRESS_REFUSED);
    }
  }

  @Test
  void connectsToTheAddressItAskedForAndAsksOnce() {
    // The next question would be answered with another place.
    dns.a(HOST.ascii(), "127.0.0.1");
    answering =
        out -> {
          dns.a(HOST.ascii(), "10.0.0.1");
          say(out, "HTTP/1.1 204 No Content\r\n\r\n");
        };
    assertThat(get(Duration.ofSeconds(10)))
        .isInstanceOfSatisfying(
            Answered.class, answered -> assertThat(answered.reply().status()).isEqualTo(204));
  }

  @Test
  void aNameThatTheDnsDoesNotKnowIsNotReached() {
    dns.a(HOST.ascii(), Answer.failed(Answer.Security.BOGUS, "bogus"));
    assertThat(failure(get(Duration.ofSeconds(10)))).isEqualTo(Failure.NO_ADDRESS);
  }

  @Test
  void sendsWhatItIsGiven() {
    byte[] body = {1, 2, 3};
    answering = out -> say(out, "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
    Exchange exchange =
        client.exchange(
            new Request(
                HOST,
                listener.getLocalPort(),
                "/report?x=y",
                Map.of("Content-Type", "application/tlsrpt+gzip"),
                body,
                Duration.ofSeconds(10),
                1024));
    assertThat(exchange).isInstanceOf(Answered.class);
    assertThat(heard)
        .contains(
            "POST /report?x=y HTTP/1.1",
            "Content-Type: application/tlsrpt+gzip",
            "Content-Length: 3");
  }

  private PolicySource.Fetched policy() {
    return new HttpsPolicies(client, listener.getLocalPort()).fetch(Domain.of("recipient.example"));
  }

  private Exchange get(Duration deadline) {
    return client.exchange(Request.get(HOST, listener.getLocalPort(), "/").within(deadline));
  }

  private static Failure failure(Exchange exchange) {
    return switch (exchange) {
      case Failed(Failure failure, String _) -> failure;
      case Answered answered -> throw new AssertionError(answered);
    };
  }

  private static void say(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }
}
