package io.postern.delivery;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A mail host that does what the test says: at each moment ({@code GREETING}, a verb, {@code TLS}
 * for the handshake, {@code BODY} after 354, {@code END} after the last dot; with {@code TLS:}
 * before it only inside TLS) it may answer anything, or do one of the deeds below. Unscripted, it
 * is a good host.
 */
public final class ScriptedMx implements AutoCloseable {

  /** Closes the connection as one does. */
  static final String CLOSE = "!close";

  /** Resets the connection. */
  static final String DROP = "!drop";

  /** Says nothing until the other side is gone. */
  static final String HANG = "!hang";

  /** One octet now and then, never a line's end. */
  static final String DRIP = "!drip";

  /** Reads nothing more, and stays. */
  static final String STALL = "!stall";

  /** A reply whose lines never stop. */
  static final String ENDLESS = "!endless";

  /** A line that never stops. */
  static final String LONG_LINE = "!longline";

  /** In a handshake: the TLS alert protocol_version. */
  static final String TOO_OLD = "!old";

  /** In a handshake: the TLS alert handshake_failure. */
  static final String NO_CIPHER = "!cipher";

  /** A mail that was taken. */
  record Received(boolean tls, String mail, List<String> rcpts, byte[] content) {}

  private final ServerSocket listener;
  private final Map<String, String> script = new ConcurrentHashMap<>();
  private final List<String> offers =
      new CopyOnWriteArrayList<>(List.of("PIPELINING", "8BITMIME", "SIZE 1000000000", "SMTPUTF8"));
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final List<String> commands = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final SSLContext tls;
  private final CountDownLatch gone = new CountDownLatch(1);
  private volatile boolean keepContent = true;
  private volatile long octets;
  private volatile String[] protocols = {"TLSv1.3", "TLSv1.2"};

  ScriptedMx(String address, int port, SSLContext tls) throws IOException {
    this.tls = tls;
    listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port));
    Thread.ofVirtual().start(this::accept);
  }

  ScriptedMx on(String moment, String answer) {
    script.put(moment, answer);
    return this;
  }

  /** Instead of the usual extensions; STARTTLS is offered unless {@link #withoutTls}. */
  ScriptedMx offers(String... extensions) {
    offers.clear();
    offers.addAll(List.of(extensions));
    return this;
  }

  ScriptedMx withoutTls() {
    return on("STARTTLS", "502 5.5.1 what?").on("no-tls", "");
  }

  ScriptedMx speaks(String... versions) {
    protocols = versions;
    return this;
  }

  /** Counts the content and lets it go, as a test with a large message wants. */
  ScriptedMx forgetful() {
    keepContent = false;
    return this;
  }

  int port() {
    return listener.getLocalPort();
  }

  List<Received> received() {
    return received;
  }

  /** Every command line that came, with {@code TLS:} before those inside TLS. */
  List<String> commands() {
    return commands;
  }

  long octets() {
    return octets;
  }

  /** Whether it was told anything about a mail at all: sender, recipient or content. */
  boolean heardOfAMail() {
    return octets > 0 || commands.stream().anyMatch(c -> c.matches("(TLS:)?(MAIL|RCPT|DATA).*"));
  }

  @Override
  public void close() throws IOException {
    listener.close();
    gone.countDown();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      new Session(socket).run();
    } catch (IOException gone) {
      // The other side left, as it may.
    } finally {
      open.remove(socket);
    }
  }

  private final class Session {
    private final Socket plain;
    private InputStream in;
    private OutputStream out;
    private boolean secure;
    private String mail = "";
    private final List<String> rcpts = new ArrayList<>();

    Session(Socket plain) throws IOException {
      this.plain = plain;
      this.in = new BufferedInputStream(plain.getInputStream());
      this.out = plain.getOutputStream();
    }

    void run() throws IOException {
      say("GREETING", "220 mx ESMTP");
      while (true) {
        String line = line();
        commands.add((secure ? "TLS:" : "") + line);
        String verb = line.split("[ :]")[0].toUpperCase(Locale.ROOT);
        switch (verb) {
          case "EHLO" -> say(verb, ehlo());
          case "STARTTLS" -> startTls();
          case "MAIL" -> {
            rcpts.clear();
            String answer = scripted(verb, "250 2.1.0 fine");
            mail = answer.startsWith("2") ? line : "";
            act(answer);
          }
          case "RCPT" -> {
            String answer =
                mail.isEmpty() ? "503 5.5.1 MAIL first" : scripted("RCPT", "250 2.1.5 fine");
            for (Map.Entry<String, String> one : script.entrySet()) {
              if (!mail.isEmpty()
                  && one.getKey().startsWith("RCPT ")
                  && line.contains(one.getKey().substring(5))) {
                answer = one.getValue();
              }
            }
            if (answer.startsWith("2")) {
              rcpts.add(line);
            }
            act(answer);
          }
          case "DATA" -> {
            String answer =
                scripted(verb, rcpts.isEmpty() ? "554 5.5.1 no recipients" : "354 go on");
            act(answer);
            if (answer.startsWith("354")) {
              data();
            }
          }
          case "QUIT" -> {
            say(verb, "221 2.0.0 bye");
            return;
          }
          default -> say(verb, "250 2.0.0 fine");
        }
      }
    }

    private String ehlo() {
      StringBuilder reply = new StringBuilder("250-mx greets you\r\n");
      for (String offer : offers) {
        reply.append("250-").append(offer).append("\r\n");
      }
      if (!secure && !script.containsKey("no-tls")) {
        reply.append("250-STARTTLS\r\n");
      }
      return reply.append("250 ENHANCEDSTATUSCODES").toString();
    }

    private void startTls() throws IOException {
      String answer = scripted("STARTTLS", "220 2.0.0 go");
      act(answer);
      if (!answer.startsWith("220")) {
        return;
      }
      String deed = scripted("TLS", "");
      if (!deed.isEmpty()) {
        plain.getInputStream().read(new byte[4096]);
        act(deed);
      }
      SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, null, true);
      socket.setUseClientMode(false);
      socket.setEnabledProtocols(protocols);
      socket.startHandshake();
      in = new BufferedInputStream(socket.getInputStream());
      out = socket.getOutputStream();
      secure = true;
    }

    private void data() throws IOException {
      String deed = scripted("BODY", "");
      if (!deed.isEmpty()) {
        octets += Math.max(0, in.read(new byte[100]));
        act(deed);
      }
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      // Ends at CRLF.CRLF, and takes the stuffed dots out, octet by octet: slow and obvious.
      int[] last = {'\r', '\n'};
      boolean lineStart = true;
      while (true) {
        int octet = in.read();
        if (octet < 0) {
          throw new IOException("cut short");
        }
        octets++;
        if (lineStart && octet == '.') {
          octet = in.read();
          if (octet == '\r') {
            in.read();
            break;
          }
        }
        if (keepContent) {
          content.write(octet);
        }
        lineStart = last[1] == '\r' && octet == '\n';
        last[0] = last[1];
        last[1] = octet;
      }
      String answer = scripted("END", "250 2.6.0 taken");
      if (answer.startsWith("2")) {
        received.add(new Received(secure, mail, List.copyOf(rcpts), content.toByteArray()));
      }
      act(answer);
    }

    private String scripted(String moment, String otherwise) {
      String inTls = secure ? script.get("TLS:" + moment) : null;
      return inTls != null ? inTls : script.getOrDefault(moment, otherwise);
    }

    private void say(String moment, String otherwise) throws IOException {
      act(scripted(moment, otherwise));
    }

    private void act(String answer) throws IOException {
      switch (answer) {
        case DROP -> {
          plain.setSoLinger(true, 0);
          throw new IOException("dropped");
        }
        case HANG -> {
          while (plain.getInputStream().read() >= 0) {
            // Waits for the other side to give up.
          }
          throw new IOException("hung");
        }
        case CLOSE -> throw new IOException("closed");
        case STALL -> {
          try {
            gone.await();
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          }
          throw new IOException("stalled");
        }
        case DRIP -> {
          while (true) {
            write("2");
            LockSupport.parkNanos(20_000_000);
          }
        }
        case ENDLESS -> {
          while (true) {
            write("250-and another thing\r\n".repeat(50));
          }
        }
        case LONG_LINE -> {
          write("250 ");
          while (true) {
            write("x".repeat(1000));
          }
        }
        case TOO_OLD -> alert(70);
        case NO_CIPHER -> alert(40);
        default -> write(answer + "\r\n");
      }
    }

    private void alert(int description) throws IOException {
      plain.getOutputStream().write(new byte[] {21, 3, 1, 0, 2, 2, (byte) description});
      plain.getOutputStream().flush();
      plain.shutdownOutput();
      while (plain.getInputStream().read() >= 0) {
        // So that the alert is not lost to a reset.
      }
      throw new IOException("alerted");
    }

    private void write(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      while (true) {
        int octet = in.read();
        if (octet < 0) {
          throw new IOException("gone");
        }
        if (octet == '\n') {
          return line.toString().strip();
        }
        line.append((char) octet);
      }
    }
  }
}
