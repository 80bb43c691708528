package io.postern.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One conversation with a mail host of the small internet (RFC 5321, receiving side), bent by its
 * posture. Confined to its thread.
 */
final class DemoMxSession implements AutoCloseable {

  private static final int SMALL = 100_000;
  private static final int LARGE = 200_000_000;
  private static final int IN_MEMORY = 1 << 20;

  private final String name;
  private final Posture posture;
  private final DemoCa.Leaf leaf;
  private final CapturedMails mails;
  private final Path folder;
  private final InstantSource time;

  private Socket socket;
  private InputStream in;
  private OutputStream out;
  private final byte[] buffer = new byte[64 * 1024];
  private int at;
  private int end;

  private @Nullable String tls;
  private @Nullable String from;
  private List<String> recipients = new ArrayList<>();

  DemoMxSession(
      String name,
      Posture posture,
      DemoCa.Leaf leaf,
      CapturedMails mails,
      Path folder,
      InstantSource time,
      Socket socket)
      throws IOException {
    this.name = name;
    this.posture = posture;
    this.leaf = leaf;
    this.mails = mails;
    this.folder = folder;
    this.time = time;
    this.socket = socket;
    socket.setSoTimeout(60_000);
    socket.setTcpNoDelay(true);
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  void run() throws IOException {
    say("220 " + name + " ESMTP small internet");
    String line = readLine();
    while (line != null && obey(line)) {
      line = readLine();
    }
  }

  @Override
  public void close() throws IOException {
    // Closing the TLS layer says goodbye properly; the plain socket is its owner's.
    socket.close();
  }

  private boolean obey(String line) throws IOException {
    String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
    switch (verb) {
      case "EHLO" -> say(greeting());
      case "HELO", "NOOP", "VRFY" -> say("250 " + name);
      case "RSET" -> {
        forget();
        say("250 2.0.0 forgotten");
      }
      case "STARTTLS" -> {
        return startTls();
      }
      case "MAIL" -> mail(line);
      case "RCPT" -> rcpt(line);
      case "DATA" -> data();
      case "QUIT" -> {
        say("221 2.0.0 bye");
        return false;
      }
      default -> say("500 5.5.2 what?");
    }
    return true;
  }

  private String[] greeting() {
    List<String> lines = new ArrayList<>();
    lines.add("250-" + name);
    lines.add("250-PIPELINING");
    lines.add("250-SIZE " + limit());
    if (tls == null && posture != Posture.NO_STARTTLS) {
      lines.add("250-STARTTLS");
    }
    lines.add("250-8BITMIME");
    lines.add("250-SMTPUTF8");
    lines.add("250 ENHANCEDSTATUSCODES");
    return lines.toArray(String[]::new);
  }

  private boolean startTls() throws IOException {
    if (tls != null || posture == Posture.NO_STARTTLS) {
      say("502 5.5.1 not here");
      return true;
    }
    say("220 2.0.0 go ahead");
    // RFC 3207 section 4.2: what was said before is forgotten, read-ahead included.
    at = end;
    forget();
    if (posture == Posture.TLS1_1_ONLY) {
      answerWithTls11();
      return false;
    }
    SSLSocketFactory factory = leaf.serverContext().getSocketFactory();
    SSLSocket secured =
        (SSLSocket) factory.createSocket(socket, name, socket.getPort(), /* autoClose= */ true);
    secured.setUseClientMode(false);
    secured.startHandshake();
    socket = secured;
    in = secured.getInputStream();
    out = secured.getOutputStream();
    tls = secured.getSession().getProtocol() + " " + secured.getSession().getCipherSuite();
    return true;
  }

  /**
   * What a server that ends at TLS 1.1 says to any ClientHello: a ServerHello that chooses version
   * 3.2 (RFC 4346 section 7.4.1.3). Written by hand, because the JDK speaks that version no more.
   */
  private void answerWithTls11() throws IOException {
    byte[] header = in.readNBytes(5);
    if (header.length < 5) {
      return;
    }
    in.readNBytes((header[3] & 0xff) << 8 | header[4] & 0xff);
    byte[] hello = new byte[5 + 4 + 38];
    hello[0] = 22; // handshake record
    hello[1] = 3;
    hello[2] = 2; // TLS 1.1
    hello[4] = 42;
    hello[5] = 2; // ServerHello
    hello[8] = 38;
    hello[9] = 3;
    hello[10] = 2; // TLS 1.1
    // 32 octets of random and an empty session id stay zero.
    hello[44] = (byte) 0xc0;
    hello[45] = 0x13; // TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, which clients still offer
    out.write(hello);
    out.flush();
    // The client hangs up, or says why first.
    in.readNBytes(7);
  }

  private void mail(String line) throws IOException {
    if (!line.toUpperCase(Locale.ROOT).startsWith("MAIL FROM:")) {
      say("501 5.5.4 MAIL FROM:<address>");
      return;
    }
    forget();
    long declared = declaredSize(line);
    if (declared > limit()) {
      say("552 5.3.4 larger than " + limit());
      return;
    }
    from = path(line);
    say("250 2.1.0 ok");
  }

  private void rcpt(String line) throws IOException {
    if (from == null || !line.toUpperCase(Locale.ROOT).startsWith("RCPT TO:")) {
      say("503 5.5.1 MAIL first");
      return;
    }
    switch (posture) {
      case REPLIES_4XX -> say("451 4.3.2 The demo's mail host is taking a nap, try again later");
      case REPLIES_5XX -> say("550 5.1.1 No such person in this demo");
      case VALID_CERTIFICATE,
          SELF_SIGNED,
          EXPIRED,
          WRONG_NAME,
          NO_STARTTLS,
          TLS1_1_ONLY,
          UNREACHABLE,
          SMALL_SIZE -> {
        recipients.add(path(line));
        say("250 2.1.5 ok");
      }
    }
  }

  private void data() throws IOException {
    if (from == null || recipients.isEmpty()) {
      say("503 5.5.1 nobody to give it to");
      return;
    }
    say("354 go ahead");
    long limit = limit();
    Keep keep = new Keep();
    try (keep) {
      readMessage(keep);
    }
    if (keep.size > limit) {
      keep.drop();
      say("552 5.3.4 larger than " + limit);
    } else {
      String sender = from;
      List<String> to = recipients;
      mails.add(number -> keep.mail(number, sender, to));
      say("250 2.0.0 kept");
    }
    forget();
  }

  /**
   * Reads up to the line with a single dot and takes away stuffed dots (RFC 5321 section 4.5.2).
   */
  private void readMessage(OutputStream keep) throws IOException {
    // How much of CRLF . CRLF stands directly before the octet at hand; a message begins as if
    // after a CRLF.
    int seen = 2;
    while (true) {
      int start = at;
      while (at < end) {
        byte octet = buffer[at];
        if (seen == 2 && octet == '.') {
          keep.write(buffer, start, at - start);
          start = at + 1;
          seen = 3;
        } else if (seen == 3 && octet == '\r') {
          // Held back: this may be the end.
          keep.write(buffer, start, at - start);
          start = at + 1;
          seen = 4;
        } else if (seen == 4) {
          if (octet == '\n') {
            at++;
            return;
          }
          keep.write('\r');
          seen = octet == '\r' ? 1 : 0;
        } else if (octet == '\r') {
          seen = 1;
        } else {
          seen = octet == '\n' && seen == 1 ? 2 : 0;
        }
        at++;
      }
      keep.write(buffer, start, end - start);
      if (!fill()) {
        throw new SocketException("hung up inside a message");
      }
    }
  }

  private long limit() {
    return posture == Posture.SMALL_SIZE ? SMALL : LARGE;
  }

  private void forget() {
    from = null;
    recipients = new ArrayList<>();
  }

  private static String path(String line) {
    int open = line.indexOf('<');
    int close = line.indexOf('>', open);
    return open < 0 || close < 0 ? "" : line.substring(open + 1, close);
  }

  private static long declaredSize(String line) {
    int size = line.toUpperCase(Locale.ROOT).indexOf(" SIZE=");
    if (size < 0) {
      return 0;
    }
    String digits = line.substring(size + 6).split(" ", 2)[0];
    return digits.matches("[0-9]{1,15}") ? Long.parseLong(digits) : 0;
  }

  private void say(String... lines) throws IOException {
    out.write((String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** The next line without its CRLF, or null at the end. */
  private @Nullable String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      if (at == end && !fill()) {
        return null;
      }
      byte octet = buffer[at++];
      if (octet == '\n') {
        return line.toString(StandardCharsets.UTF_8).strip();
      }
      if (line.size() > 4096) {
        throw new SocketException("an endless line");
      }
      line.write(octet);
    }
  }

  private boolean fill() throws IOException {
    at = 0;
    end = Math.max(0, in.read(buffer));
    return end > 0;
  }

  /** Where a message goes while it comes in: memory, and from 1 MiB on a file. */
  private final class Keep extends OutputStream {
    private ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private @Nullable Path file;
    private @Nullable OutputStream toFile;
    private long size;

    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
      size += length;
      OutputStream onDisk = toFile;
      if (onDisk == null && size > IN_MEMORY) {
        file = Files.createTempFile(folder, "mail-", ".eml");
        onDisk = Files.newOutputStream(file);
        memory.writeTo(onDisk);
        memory = new ByteArrayOutputStream();
        toFile = onDisk;
      }
      (onDisk == null ? memory : onDisk).write(octets, offset, length);
    }

    @Override
    public void close() throws IOException {
      if (toFile != null) {
        toFile.close();
      }
    }

    void drop() throws IOException {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    }

    CapturedMail mail(long number, @Nullable String sender, List<String> to) {
      return new CapturedMail(
          number,
          name,
          time.instant(),
          sender == null ? "" : sender,
          to,
          tls,
          file == null ? memory.toByteArray() : null,
          file,
          size);
    }
  }
}
