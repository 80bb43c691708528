package io.postern.delivery.client;

import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Reply;
import io.postern.smtp.ReversePath;
import io.postern.transport.MayCarry;
import io.postern.transport.PeerSession;
import io.postern.transport.TlsClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one host, from the greeting to QUIT. Used by one thread, which blocks; every
 * step is ended by its deadline. The caller decides what a reply means and what to do next; this
 * class knows how it is said.
 */
public final class SmtpClient implements AutoCloseable {

  /** What all connections of a courier share. */
  public record Ways(Domain ehloName, TlsClient tls, Timeouts timeouts, Watch watch) {}

  private final Ways ways;
  private final Domain serverName;
  private final Socket plain;
  private Socket socket;
  private ReplyReader replies;
  private OutputStream out;
  private Offer offer = Offer.NOTHING;
  private PeerSession session;
  private @Nullable MayCarry used;

  private SmtpClient(Ways ways, Domain serverName, Socket plain) throws IOException {
    this.ways = ways;
    this.serverName = serverName;
    this.plain = plain;
    this.socket = plain;
    this.replies = new ReplyReader(plain.getInputStream());
    this.out = plain.getOutputStream();
    this.session = PeerSession.clear(address());
  }

  /**
   * Connects, and says nothing yet.
   *
   * @param serverName what a handshake asks for
   */
  public static SmtpClient connect(Ways ways, Domain serverName, InetSocketAddress address)
      throws IOException {
    Socket plain = new Socket();
    try {
      // Groups of commands go out in one write; waiting for more would only cost 40 ms a step.
      plain.setOption(StandardSocketOptions.TCP_NODELAY, true);
      plain.connect(address, (int) ways.timeouts().connect().toMillis());
      return new SmtpClient(ways, serverName, plain);
    } catch (IOException failed) {
      Watch.closeQuietly(plain);
      throw failed;
    }
  }

  /**
   * Reads the greeting.
   *
   * @throws ProtocolViolation when the peer goes on talking before it is greeted: nobody honest
   *     does (RFC 5321 section 4.3.1), and an answer to a question not asked would stand for one
   *     that is
   */
  public Reply greeting() throws IOException {
    Reply reply = read(ways.timeouts().greeting());
    if (replies.hasMore()) {
      throw new ProtocolViolation("it talks before it is greeted");
    }
    return reply;
  }

  /** Says EHLO; what the reply offers replaces all that was offered before. */
  public Reply ehlo() throws IOException {
    offer = Offer.NOTHING;
    Reply reply = ask("EHLO " + ways.ehloName().ascii(), ways.timeouts().command());
    if (reply.isPositive()) {
      offer = Offer.of(reply);
    }
    return reply;
  }

  /** Says HELO, to a peer from before 1995. */
  public Reply helo() throws IOException {
    offer = Offer.NOTHING;
    return ask("HELO " + ways.ehloName().ascii(), ways.timeouts().command());
  }

  /** What the last EHLO offered. */
  public Offer offer() {
    return offer;
  }

  /** Our own end of the connection. */
  public InetAddress localAddress() {
    return plain.getLocalAddress();
  }

  /** What this session has shown so far; STARTTLS begins another. */
  public PeerSession session() {
    return session;
  }

  /**
   * Asks for TLS and, after a 220, shakes hands. The session starts anew: say EHLO again.
   *
   * @throws javax.net.ssl.SSLException when the peer speaks no TLS that we do
   */
  public Reply startTls() throws IOException {
    Reply reply = ask("STARTTLS", ways.timeouts().command());
    if (reply.code() != 220) {
      return reply;
    }
    // RFC 3207 section 4.2: everything learned in clear is thrown away. The old reader goes with
    // all it has buffered, so that a reply injected before the handshake answers nothing after it.
    offer = Offer.NOTHING;
    SSLSocket secure =
        ways.watch()
            .within(
                ways.timeouts().handshake(), plain, () -> ways.tls().handshake(plain, serverName));
    socket = secure;
    replies = new ReplyReader(secure.getInputStream());
    out = secure.getOutputStream();
    session = ways.tls().session(secure.getSession(), address());
    return reply;
  }

  /**
   * Sends one mail. Network trouble does not throw: it stands in the answer, beside what the peer
   * said before.
   *
   * @param permission given for this session, and not used yet
   * @throws IllegalStateException when it was given for any other, or for an earlier mail
   */
  public Transaction send(MayCarry permission, Mail mail) {
    if (permission.session() != session) {
      throw new IllegalStateException("the permission belongs to another session");
    }
    if (permission == used) {
      throw new IllegalStateException("the permission was for one mail");
    }
    used = permission;
    Course course = new Course();
    try {
      talk(mail, course);
    } catch (IOException broken) {
      course.trouble = broken;
    }
    return course.transaction();
  }

  private void talk(Mail mail, Course course) throws IOException {
    boolean pipelining = offer.has("PIPELINING");
    StringBuilder group = new StringBuilder(line(mailCommand(mail)));
    if (!pipelining) {
      flush(group);
      course.mail = finalReply(ways.timeouts().command());
      if (!course.mail.isPositive()) {
        return;
      }
    }
    for (Mailbox recipient : mail.recipients()) {
      group.append(line("RCPT TO:<" + recipient.wire() + ">"));
      if (!pipelining) {
        flush(group);
        course.recipients.put(recipient, finalReply(ways.timeouts().command()));
      }
    }
    if (pipelining) {
      // RFC 2920 section 3.1: DATA may end a group; its reply is waited for.
      flush(group.append(line("DATA")));
      course.mail = finalReply(ways.timeouts().command());
      for (Mailbox recipient : mail.recipients()) {
        course.recipients.put(recipient, finalReply(ways.timeouts().command()));
      }
    } else if (course.anybody()) {
      flush(group.append(line("DATA")));
    } else {
      return;
    }
    course.data = read(ways.timeouts().dataStart());
    if (course.data.code() != 354) {
      if (course.data.isPositive()) {
        throw new ProtocolViolation("a reply to DATA that SMTP does not have");
      }
      return;
    }
    if (!course.anybody()) {
      // RFC 2920 section 3.1: a 354 although nobody was accepted is answered with an empty message.
      flush(new StringBuilder(".\r\n"));
      read(ways.timeouts().dataEnd());
      return;
    }
    sendBody(mail);
    course.endSent = true;
    flush(new StringBuilder(".\r\n"));
    course.end = finalReply(ways.timeouts().dataEnd());
  }

  private void sendBody(Mail mail) throws IOException {
    try (InputStream body = open(mail)) {
      new DotStuffer()
          .send(
              body,
              mail.size(),
              (block, from, length) -> write(ways.timeouts().block(), block, from, length));
    }
  }

  private static InputStream open(Mail mail) throws BadLetter {
    try {
      return mail.body().open();
    } catch (IOException unreadable) {
      throw new BadLetter("the message could not be read", false, unreadable);
    }
  }

  private String mailCommand(Mail mail) {
    StringBuilder command = new StringBuilder("MAIL FROM:").append(wire(mail.from()));
    if (offer.has("SIZE")) {
      command.append(" SIZE=").append(mail.size());
    }
    if (offer.has("8BITMIME") && mail.eightBit()) {
      command.append(" BODY=8BITMIME");
    }
    if (mail.smtpUtf8()) {
      command.append(" SMTPUTF8");
    }
    if (mail.requireTls()) {
      command.append(" REQUIRETLS");
    }
    return command.toString();
  }

  private static String wire(ReversePath from) {
    return "<" + from.address().map(Mailbox::wire).orElse("") + ">";
  }

  /** Says goodbye without waiting for the answer, and closes. */
  public void quit() {
    try {
      flush(new StringBuilder(line("QUIT")), Duration.ofSeconds(2));
    } catch (IOException gone) {
      // A peer that does not hear the goodbye has lost nothing.
    }
    close();
  }

  @Override
  public void close() {
    if (socket != plain && !plain.isClosed()) {
      try {
        ways.watch()
            .within(
                Duration.ofSeconds(2),
                plain,
                () -> {
                  socket.close();
                  return true;
                });
      } catch (IOException alreadyGone) {
        // Only the TLS goodbye is lost.
      }
    }
    Watch.closeQuietly(plain);
  }

  private Reply ask(String command, Duration limit) throws IOException {
    flush(new StringBuilder(line(command)));
    return finalReply(limit);
  }

  /**
   * RFC 5321 section 4.2.1: only DATA is answered with 3xx. Anywhere else it must not pass as yes.
   */
  private Reply finalReply(Duration limit) throws IOException {
    Reply reply = read(limit);
    if (reply.code() / 100 == 3) {
      throw new ProtocolViolation("a 3xx reply where there is none");
    }
    return reply;
  }

  private Reply read(Duration limit) throws IOException {
    return ways.watch().within(limit, plain, replies::read);
  }

  private void flush(StringBuilder commands) throws IOException {
    flush(commands, ways.timeouts().block());
  }

  private void flush(StringBuilder commands, Duration limit) throws IOException {
    byte[] bytes = commands.toString().getBytes(StandardCharsets.UTF_8);
    commands.setLength(0);
    write(limit, bytes, 0, bytes.length);
  }

  private void write(Duration limit, byte[] bytes, int from, int length) throws IOException {
    ways.watch()
        .within(
            limit,
            plain,
            () -> {
              out.write(bytes, from, length);
              out.flush();
              return true;
            });
  }

  /** Everything we say goes through here, so that no address smuggles a second command in. */
  private static String line(String command) {
    if (command.chars().anyMatch(c -> c < ' ' || c == 127)) {
      throw new IllegalArgumentException("a control character in a command");
    }
    return command + "\r\n";
  }

  private String address() {
    return plain.getRemoteSocketAddress() instanceof InetSocketAddress peer
        ? peer.getAddress().getHostAddress() + ":" + peer.getPort()
        : "";
  }

  /** A transaction under way. */
  private static final class Course {
    private @Nullable Reply mail;
    private final Map<Mailbox, Reply> recipients = new LinkedHashMap<>();
    private @Nullable Reply data;
    private @Nullable Reply end;
    private boolean endSent;
    private @Nullable IOException trouble;

    boolean anybody() {
      return mail != null
          && mail.isPositive()
          && recipients.values().stream().anyMatch(Reply::isPositive);
    }

    Transaction transaction() {
      return new Transaction(mail, recipients, data, end, endSent, trouble);
    }
  }
}
