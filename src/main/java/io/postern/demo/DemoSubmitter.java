package io.postern.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Submits messages as any mail client would: port 587, STARTTLS, AUTH PLAIN, DATA. Confined to one
 * thread.
 */
public final class DemoSubmitter {

  /** The server said no. */
  public static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String command, String reply) {
      super(command + " was answered " + reply);
    }
  }

  private final int port;
  private final Running.Login login;
  private final SSLContext tls;

  public DemoSubmitter(int port, Running.Login login, SSLContext tls) {
    this.port = port;
    this.login = login;
    this.tls = tls;
  }

  /**
   * Submits one message.
   *
   * @param from reverse-path, may be empty
   * @param message with CRLF line ends
   * @return the outside id in the final 250: its last word
   * @throws Refused with the server's words
   */
  public String submit(String from, List<String> to, byte[] message) throws IOException {
    return submit(from, to, message, Wishes.NONE);
  }

  /**
   * What else is asked for (RFC 3461).
   *
   * @param mail parameters of MAIL, such as {@code ENVID=QQ314159 RET=FULL}; may be empty
   * @param rcpt parameters of every RCPT, such as {@code NOTIFY=SUCCESS,DELAY}; may be empty
   */
  public record Wishes(String mail, String rcpt) {
    public static final Wishes NONE = new Wishes("", "");
  }

  /** Submits one message, with wishes. */
  public String submit(String from, List<String> to, byte[] message, Wishes wishes)
      throws IOException {
    try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port)) {
      plain.setSoTimeout(60_000);
      Line line = new Line(plain);
      line.expect("greeting", "220");
      line.ask("EHLO demo.example", "250");
      line.ask("STARTTLS", "220");
      try (SSLSocket secured =
          (SSLSocket) tls.getSocketFactory().createSocket(plain, "localhost", port, true)) {
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return converse(new Line(secured), from, to, message, wishes);
      }
    }
  }

  private String converse(Line line, String from, List<String> to, byte[] message, Wishes wishes)
      throws IOException {
    line.ask("EHLO demo.example", "250");
    String plain = "\0" + login.user() + "\0" + login.secret();
    line.askSecretly(
        "AUTH PLAIN " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8)),
        "AUTH",
        "235");
    boolean utf8 = (from + to).chars().anyMatch(c -> c > 126);
    line.ask(
        "MAIL FROM:<%s> BODY=8BITMIME SIZE=%d%s"
                .formatted(from, message.length, utf8 ? " SMTPUTF8" : "")
            + (wishes.mail.isEmpty() ? "" : " " + wishes.mail),
        "250");
    for (String recipient : to) {
      line.ask(
          "RCPT TO:<" + recipient + ">" + (wishes.rcpt.isEmpty() ? "" : " " + wishes.rcpt), "250");
    }
    line.ask("DATA", "354");
    line.data(message);
    String reply = line.expect("the message", "250");
    line.ask("QUIT", "221");
    String[] words = reply.strip().split(" ");
    return words[words.length - 1].replaceAll("^[<(\\[]|[>)\\].]$", "");
  }

  private static final class Line {
    private final BufferedReader in;
    private final OutputStream out;

    Line(Socket socket) throws IOException {
      in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      out = socket.getOutputStream();
    }

    String ask(String command, String wanted) throws IOException {
      return askSecretly(command, command.split("[ :]")[0], wanted);
    }

    String askSecretly(String command, String shown, String wanted) throws IOException {
      out.write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
      return expect(shown, wanted);
    }

    String expect(String shown, String wanted) throws IOException {
      String reply = in.readLine();
      while (reply != null && reply.length() > 3 && reply.charAt(3) == '-') {
        reply = in.readLine();
      }
      if (reply == null || !reply.startsWith(wanted)) {
        throw new Refused(shown, String.valueOf(reply));
      }
      return reply;
    }

    /** Stuffs dots (RFC 5321 section 4.5.2) and ends the message. */
    void data(byte[] message) throws IOException {
      byte[] wire = new byte[message.length + message.length / 2 + 8];
      int length = 0;
      for (int i = 0; i < message.length; i++) {
        if (message[i] == '.' && (i == 0 || message[i - 1] == '\n')) {
          wire[length++] = '.';
        }
        wire[length++] = message[i];
      }
      out.write(wire, 0, length);
      boolean ended = length > 1 && wire[length - 1] == '\n';
      out.write((ended ? ".\r\n" : "\r\n.\r\n").getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }
  }
}
