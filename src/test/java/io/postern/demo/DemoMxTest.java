package io.postern.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The mail hosts behave as their posture says, seen by a client that checks certificates. */
class DemoMxTest {

  private final DemoCa ca = new DemoCa(new SecureRandom(), InstantSource.system());
  private final CapturedMails mails = new CapturedMails();
  @TempDir Path folder;

  private DemoMx host(Posture posture) throws IOException {
    return new DemoMx(
        "mx.clinic.example",
        InetAddress.getByName("127.0.0.1"),
        0,
        posture,
        ca,
        mails,
        folder,
        InstantSource.system());
  }

  private static SSLParameters checkingNames() {
    SSLParameters parameters = new SSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setProtocols(new String[] {"TLSv1.2", "TLSv1.3"});
    return parameters;
  }

  private static TestClient client(DemoMx host) throws IOException {
    TestClient client = new TestClient(host.port());
    assertThat(client.reply()).startsWith("220 ");
    return client;
  }

  @Test
  void keepsAMessageWithItsEnvelopeAndTheConnectionsWorth() throws IOException {
    try (DemoMx host = host(Posture.VALID_CERTIFICATE);
        TestClient client = client(host)) {
      client.startTls(ca.clientContext(), "mx.clinic.example", checkingNames());
      client.ask("MAIL FROM:<a@b.example> BODY=8BITMIME");
      client.ask("RCPT TO:<c@clinic.example>");
      client.ask("DATA");
      String said =
          client.ask(
              "Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\r\nContent-Type: text/plain;"
                  + " charset=utf-8\r\n\r\nsee https://x.example/m/1.\r\n..dot\r\n..\r\n.");
      assertThat(said).startsWith("250");
      CapturedMail mail = mails.all().getFirst();
      assertThat(mail.from()).isEqualTo("a@b.example");
      assertThat(mail.recipients()).containsExactly("c@clinic.example");
      assertThat(mail.tls()).startsWith("TLSv1.3 ");
      assertThat(mail.subject()).isEqualTo("Grüße");
      assertThat(mail.raw()).endsWith("\r\n.dot\r\n.\r\n");
      assertThat(mail.links()).containsExactly("https://x.example/m/1");
    }
  }

  @Test
  void aMessageOfManyBlocksComesThroughUnchanged() throws IOException {
    StringBuilder body = new StringBuilder("Subject: large\r\n\r\n");
    for (int i = 0; body.length() < 3_000_000; i++) {
      body.append(i % 7 == 0 ? "." : "").append("line ").append(i).append(i % 5 == 0 ? "\r" : "");
      body.append(i % 11 == 0 ? "\r\n.x\r\n" : "\r\n");
    }
    try (DemoMx host = host(Posture.NO_STARTTLS);
        TestClient client = client(host)) {
      client.ask("EHLO me.example");
      client.ask("MAIL FROM:<>");
      client.ask("RCPT TO:<c@clinic.example>");
      client.ask("DATA");
      String stuffed = body.toString().replace("\r\n.", "\r\n..");
      assertThat(client.ask(stuffed + ".")).startsWith("250");
      CapturedMail mail = mails.all().getFirst();
      assertThat(mail.tls()).isNull();
      assertThat(mail.from()).isEmpty();
      assertThat(new String(mail.open().readAllBytes(), StandardCharsets.ISO_8859_1))
          .isEqualTo(body.toString());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SELF_SIGNED", "EXPIRED", "WRONG_NAME", "TLS1_1_ONLY"})
  void aCheckingClientRefusesTheCertificateOrVersion(Posture posture) throws IOException {
    try (DemoMx host = host(posture);
        TestClient client = client(host)) {
      assertThatThrownBy(
              () -> client.startTls(ca.clientContext(), "mx.clinic.example", checkingNames()))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining(
              switch (posture) {
                case SELF_SIGNED -> "PKIX path building failed";
                case EXPIRED -> "validity check failed";
                case WRONG_NAME -> "No subject alternative DNS name matching";
                default -> "TLS11 is not accepted";
              });
    }
  }

  @Test
  void eachPostureThatSpeaksSaysWhatItIs() throws IOException {
    assertThat(afterMail(Posture.REPLIES_4XX, 10)).startsWith("451 4.3.2");
    assertThat(afterMail(Posture.REPLIES_5XX, 10)).startsWith("550 5.1.1");
    try (DemoMx host = host(Posture.NO_STARTTLS);
        TestClient client = client(host)) {
      assertThat(client.ask("EHLO me.example")).doesNotContain("STARTTLS");
      assertThat(client.ask("STARTTLS")).startsWith("502");
    }
    try (DemoMx host = host(Posture.SMALL_SIZE);
        TestClient client = client(host)) {
      assertThat(client.ask("EHLO me.example")).contains("SIZE 100000");
      assertThat(client.ask("MAIL FROM:<a@b.example> SIZE=100001")).startsWith("552 5.3.4");
    }
  }

  private String afterMail(Posture posture, int size) throws IOException {
    try (DemoMx host = host(posture);
        TestClient client = client(host)) {
      client.ask("EHLO me.example");
      client.ask("MAIL FROM:<a@b.example> SIZE=" + size);
      return client.ask("RCPT TO:<c@clinic.example>");
    }
  }

  @Test
  void waitingForAMailEndsWhenItComesOrWhenPatienceDoes() {
    assertThat(mails.await(CapturedMails.isTo("x@y.example"), Duration.ofMillis(20))).isEmpty();
    Thread.ofVirtual()
        .start(() ->
            mails.add(n ->
                new CapturedMail(
                    n,
                    "h",
                    InstantSource.system().instant(),
                    "",
                    List.of("X@y.example"),
                    null,
                    new byte[0],
                    null,
                    0)));
    assertThat(mails.await(CapturedMails.isTo("x@y.example"), Duration.ofSeconds(5))).isPresent();
  }

  /** A client that sends what it is told and reads one reply. */
  private static final class TestClient implements AutoCloseable {
    private java.net.Socket socket;
    private java.io.BufferedReader in;

    TestClient(int port) throws IOException {
      socket = new java.net.Socket("127.0.0.1", port);
      socket.setSoTimeout(5_000);
      in = reader();
    }

    private java.io.BufferedReader reader() throws IOException {
      return new java.io.BufferedReader(
          new java.io.InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    String reply() throws IOException {
      StringBuilder all = new StringBuilder();
      String line = in.readLine();
      while (line != null && line.length() > 3 && line.charAt(3) == '-') {
        all.append(line).append('\n');
        line = in.readLine();
      }
      return all.append(line).toString();
    }

    String ask(String command) throws IOException {
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
      return reply();
    }

    void startTls(javax.net.ssl.SSLContext context, String name, SSLParameters parameters)
        throws IOException {
      ask("EHLO me.example");
      assertThat(ask("STARTTLS")).startsWith("220");
      SSLSocket secured =
          (SSLSocket) context.getSocketFactory().createSocket(socket, name, socket.getPort(), true);
      secured.setSSLParameters(parameters);
      secured.startHandshake();
      socket = secured;
      in = reader();
      ask("EHLO me.example");
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
