package io.postern.submission;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** A client that sends exactly the octets it is told to, and reads lines. */
public final class DialogClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  private Socket socket;
  private InputStream in;

  public DialogClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** In one write. */
  public void send(byte[] octets) throws IOException {
    socket.getOutputStream().write(octets);
    socket.getOutputStream().flush();
  }

  public void send(String text) throws IOException {
    send(text.getBytes(ISO_8859_1));
  }

  /** The next line without CRLF; null when the server has closed. */
  public @Nullable String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return line.size() == 0 ? null : line.toString(ISO_8859_1);
      }
      line.write(b);
    }
    String text = line.toString(ISO_8859_1);
    if (!text.endsWith("\r")) {
      throw new AssertionError("the server sent a bare LF after: " + text);
    }
    return text.substring(0, text.length() - 1);
  }

  /** The last line of the next reply. */
  public @Nullable String reply() throws IOException {
    String line = line();
    while (line != null && line.length() > 3 && line.charAt(3) == '-') {
      line = line();
    }
    return line;
  }

  public void tls() throws IOException {
    tls("TLSv1.3", "TLSv1.2");
  }

  void tls(String... protocols) throws IOException {
    SSLSocket tls =
        (SSLSocket)
            trusting().getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
    tls.setEnabledProtocols(protocols);
    tls.startHandshake();
    socket = tls;
    in = new BufferedInputStream(tls.getInputStream());
  }

  X509Certificate serverCertificate() throws IOException {
    return (X509Certificate) ((SSLSocket) socket).getSession().getPeerCertificates()[0];
  }

  /** Everything up to a signed-in session. */
  void signIn() throws IOException {
    startTls();
    expect("AUTH PLAIN " + plain(ScriptedCredentials.LOGIN, ScriptedCredentials.SECRET), "235");
  }

  void startTls() throws IOException {
    String greeting = reply();
    if (greeting == null || !greeting.startsWith("220")) {
      throw new AssertionError("no greeting: " + greeting);
    }
    expect("STARTTLS", "220");
    tls();
    expect("EHLO client.example", "250");
  }

  void expect(String command, String reply) throws IOException {
    send(command + "\r\n");
    String got = reply();
    if (got == null || !got.startsWith(reply)) {
      throw new AssertionError(command + " was answered: " + got);
    }
  }

  static String plain(String login, String secret) {
    return java.util.Base64.getEncoder()
        .encodeToString(("\0" + login + "\0" + secret).getBytes(ISO_8859_1));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static SSLContext trusting() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustAll()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class TrustAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
