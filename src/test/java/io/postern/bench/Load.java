package io.postern.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.postern.listener.ClientTls;
import io.postern.listener.TlsEngine;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Hands mails in as fast as a server takes them, from a fixed number of sessions, each a virtual
 * thread. STARTTLS, AUTH PLAIN, MAIL, RCPT and DATA in one write where the server pipelines.
 */
final class Load {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Target target;
  private final ClientTls tls;
  private final byte[] message;

  /** Where to, as whom, from whom to whom. */
  record Target(int port, String user, String secret, String from, String to) {}

  /**
   * How.
   *
   * @param sessions open at once
   * @param perConnection mails until a session connects anew
   */
  record Plan(int sessions, int perConnection, Duration time) {}

  /**
   * What came of it.
   *
   * @param millis from MAIL to the last 250, sorted
   */
  record Result(long accepted, long failed, double seconds, double[] millis, double clientCpu) {
    double perSecond() {
      return accepted / seconds;
    }

    double quantile(double q) {
      return millis.length == 0
          ? Double.NaN
          : millis[(int) Math.min(millis.length - 1, Math.floor(q * millis.length))];
    }
  }

  Load(Target target, ClientTls tls, byte[] message) {
    this.target = target;
    this.tls = tls;
    this.message = message;
  }

  Result run(Plan plan) throws InterruptedException {
    AtomicLong failed = new AtomicLong();
    List<Client> clients = new ArrayList<>();
    double cpu = Processes.ownCpu();
    long began = System.nanoTime();
    long end = began + plan.time.toNanos();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < plan.sessions; i++) {
      Client client = new Client(plan.perConnection, end, failed);
      clients.add(client);
      threads.add(Thread.ofVirtual().start(client));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    double[] millis = clients.stream().flatMapToDouble(c -> Arrays.stream(c.times())).toArray();
    Arrays.sort(millis);
    return new Result(millis.length, failed.get(), seconds, millis, Processes.ownCpu() - cpu);
  }

  private final class Client implements Runnable {
    private final int perConnection;
    private final long end;
    private final AtomicLong failed;
    private double[] millis = new double[1024];
    private int count;

    Client(int perConnection, long end, AtomicLong failed) {
      this.perConnection = perConnection;
      this.end = end;
      this.failed = failed;
    }

    double[] times() {
      return Arrays.copyOf(millis, count);
    }

    @Override
    public void run() {
      int inARow = 0;
      while (System.nanoTime() < end && inARow < 20) {
        try {
          converse();
          inARow = 0;
        } catch (IOException broken) {
          if (failed.getAndIncrement() == 0) {
            System.err.println("first failure: " + broken.getMessage());
          }
          inARow++;
        }
      }
    }

    private void converse() throws IOException {
      try (Socket socket = new Socket()) {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target.port));
        Dialog clear = new Dialog(socket.getInputStream(), socket.getOutputStream());
        clear.expect(220);
        clear.say("EHLO client.bench.example\r\n").expect(250);
        clear.say("STARTTLS\r\n").expect(220);
        TlsEngine.Channel channel = tls.connect(socket);
        try {
          mails(new Dialog(channel.in(), channel.out()));
          channel.finish();
        } finally {
          channel.release();
        }
      }
    }

    private void mails(Dialog dialog) throws IOException {
      dialog.say("EHLO client.bench.example\r\n").expect(250);
      String plain = "\0" + target.user + "\0" + target.secret;
      String encoded = Base64.getEncoder().encodeToString(plain.getBytes(US_ASCII));
      dialog.say("AUTH PLAIN " + encoded + "\r\n").expect(235);
      for (int i = 0; i < perConnection && System.nanoTime() < end; i++) {
        long began = System.nanoTime();
        dialog
            .say("MAIL FROM:<" + target.from + ">\r\nRCPT TO:<" + target.to + ">\r\nDATA\r\n")
            .expect(250)
            .expect(250)
            .expect(354);
        dialog.send(message).expect(250);
        note((System.nanoTime() - began) / 1e6);
      }
      dialog.say("QUIT\r\n").expect(221);
    }

    private void note(double time) {
      if (count == millis.length) {
        millis = Arrays.copyOf(millis, 2 * count);
      }
      millis[count++] = time;
    }
  }

  /** Lines said and replies read. */
  private static final class Dialog {
    private final InputStream in;
    private final OutputStream out;

    Dialog(InputStream in, OutputStream out) {
      this.in = new BufferedInputStream(in, 2048);
      this.out = out;
    }

    Dialog say(String lines) throws IOException {
      return send(lines.getBytes(US_ASCII));
    }

    Dialog send(byte[] octets) throws IOException {
      out.write(octets);
      out.flush();
      return this;
    }

    Dialog expect(int code) throws IOException {
      String line;
      do {
        line = line();
      } while (line.length() > 3 && line.charAt(3) == '-');
      if (!line.startsWith(Integer.toString(code))) {
        throw new IOException("expected " + code + " and heard " + line);
      }
      return this;
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int octet = in.read(); octet != '\n'; octet = in.read()) {
        if (octet < 0) {
          throw new IOException("the server has gone");
        }
        line.append((char) octet);
      }
      return new String(line.toString().getBytes(ISO_8859_1), ISO_8859_1).stripTrailing();
    }
  }

  /** A plain mail of about so many octets, with its final dot. */
  static byte[] mail(String from, String to, int octets) {
    StringBuilder text = new StringBuilder();
    text.append("From: Mila Bakker <").append(from).append(">\r\nTo: <").append(to).append(">\r\n");
    text.append("Subject: The letter of today\r\nDate: Wed, 25 Nov 2026 10:00:00 +0000\r\n");
    text.append("Message-ID: <bench@").append("client.bench.example>\r\n");
    text.append("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n");
    while (text.length() < octets) {
      text.append(
          "All happy mail servers are alike; each unhappy one is unhappy in its own way.\r\n");
    }
    return text.append(".\r\n").toString().getBytes(US_ASCII);
  }
}
