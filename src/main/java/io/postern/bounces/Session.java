package io.postern.bounces;

import io.postern.listener.Connection;
import io.postern.listener.SmtpListener;
import io.postern.listener.TlsEngine;
import io.postern.returnpath.BounceToken;
import io.postern.smtp.Command;
import io.postern.smtp.CommandParser;
import io.postern.smtp.LineReader;
import io.postern.smtp.LineReader.Line;
import io.postern.smtp.Reply;
import io.postern.smtp.ReversePath;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One mail server's session (RFC 5321, 3207). A transaction is MAIL from anybody, RCPT to addresses
 * of ours, DATA; TLS when the peer wants it; nobody signs in.
 *
 * <p>Runs on its own virtual thread; {@link #leaveIfIdle} alone may be called from another.
 */
final class Session implements SmtpListener.Talk {
  private static final Logger log = LoggerFactory.getLogger(Session.class);

  private static final Reply OK = Reply.of(250, "2.0.0", "Ok");
  private static final Reply GARBAGE = Reply.of(500, "5.5.2", "This is no SMTP command");
  private static final Reply OUT_OF_ORDER = Reply.of(503, "5.5.1", "Bad sequence of commands");

  /** What all sessions of the door share. */
  record Shared(
      BouncesSettings settings,
      TlsEngine tls,
      Addressees addressees,
      Acceptance acceptance,
      Rates rates,
      InstantSource clock,
      BooleanSupplier draining) {}

  /** Whether to read another command. */
  private enum Next {
    GO_ON,
    CLOSE
  }

  /** Who may write: the session while it works; whoever wins the change from waiting to leaving. */
  private enum Phase {
    WORKING,
    WAITING,
    LEAVING
  }

  /** MAIL and the RCPTs after it. */
  private record Transaction(ReversePath from, List<BounceToken.Names> recipients) {}

  private final String id;
  private final Connection connection;
  private final Shared shared;
  private final CommandParser parser = new CommandParser(false);
  private final LineReader lines;
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.WORKING);

  private boolean greeted;
  private @Nullable Transaction transaction;
  private int refusals;
  private int taken;
  private String ending = "quit";

  Session(String id, Connection connection, Shared shared) {
    this.id = id;
    this.connection = connection;
    this.shared = shared;
    this.lines = new LineReader(connection.inbound(), shared.clock());
  }

  @Override
  public void run() {
    Instant began = shared.clock().instant();
    try {
      connection.reply(Reply.of(220, shared.settings().host() + " ESMTP Postern"));
      converse();
    } catch (SocketTimeoutException silent) {
      ending = "timeout";
      if (backToWork()) {
        sayLast(Reply.of(421, "4.4.2", "Nothing came for too long"));
      }
    } catch (IOException gone) {
      ending = "gone";
      log.debug("connection lost session={}", id, gone);
    } catch (RuntimeException bug) {
      ending = "failed";
      log.error("session failed session={}", id, bug);
      sayLast(Reply.of(421, "4.3.0", "Something went wrong here"));
    } finally {
      if (phase.get() != Phase.LEAVING) {
        connection.closeGently();
      }
      log.info(
          "session ended door=bounces session={} client={} tls=\"{}\" taken={} refused={} millis={}"
              + " ending={}",
          id,
          connection.client().getHostAddress(),
          connection.isSecure() ? connection.tlsFacts() : "none",
          taken,
          refusals,
          shared.clock().millis() - began.toEpochMilli(),
          ending);
    }
  }

  @Override
  public void leaveIfIdle() {
    if (phase.compareAndSet(Phase.WAITING, Phase.LEAVING)) {
      sayLast(SmtpListener.SHUTTING_DOWN);
      connection.closeGently();
    }
  }

  private void converse() throws IOException {
    Next next = Next.GO_ON;
    while (next == Next.GO_ON) {
      if (transaction == null) {
        phase.set(Phase.WAITING);
        // Asked after the change of phase: else a shutdown between the two would miss us.
        if (shared.draining().getAsBoolean()) {
          leaveIfIdle();
          ending = "drained";
          return;
        }
      }
      Line line = lines.next(shared.settings().limits().idle());
      if (!backToWork()) {
        ending = "drained";
        return;
      }
      next =
          switch (line) {
            case Line.Text(byte[] bytes) -> obey(parser.parse(bytes));
            case Line.Garbage() -> close(GARBAGE, "garbage");
            case Line.TooLong() -> close(Reply.of(500, "5.5.2", "The line is too long"), "garbage");
            case Line.End() -> {
              ending = "gone";
              yield Next.CLOSE;
            }
          };
    }
  }

  /** Whether a shutdown has not ended the wait meanwhile. */
  private boolean backToWork() {
    return phase.compareAndSet(Phase.WAITING, Phase.WORKING) || phase.get() == Phase.WORKING;
  }

  private Next obey(Command command) throws IOException {
    return switch (command) {
      case Command.Ehlo _ -> hello(new Reply(250, null, announcement()));
      case Command.Helo _ -> hello(Reply.of(250, shared.settings().host().ascii()));
      case Command.StartTls() -> startTls();
      case Command.Mail mail -> mail(mail);
      case Command.Rcpt rcpt -> rcpt(rcpt);
      case Command.Data() -> data();
      case Command.Rset() -> {
        transaction = null;
        yield answer(OK);
      }
      case Command.Noop() -> answer(OK);
      case Command.Quit() -> close(Reply.of(221, "2.0.0", "Bye"), "quit");
      case Command.Help() ->
          answer(Reply.of(214, "2.0.0", "Reports about our mail are taken here, nothing else"));
      // RFC 5321 section 3.5.3: who exists here is nobody's business.
      case Command.Vrfy() -> answer(Reply.of(252, "2.0.0", "Send some mail, and you will see"));
      case Command.Auth _ -> refuse(Reply.of(502, "5.5.1", "Nobody signs in here"));
      case Command.Unknown() -> refuse(Reply.of(500, "5.5.2", "We do not know this command"));
      case Command.Malformed(String _, Reply reply) -> refuse(reply);
      case Command.Foreign() -> close(GARBAGE, "garbage");
    };
  }

  private Next hello(Reply reply) throws IOException {
    greeted = true;
    transaction = null; // RFC 5321 section 4.1.4
    return answer(reply);
  }

  private List<String> announcement() {
    List<String> announced = new ArrayList<>();
    announced.add(shared.settings().host().ascii());
    announced.add("SIZE " + shared.settings().limits().messageBytes());
    announced.add("PIPELINING");
    announced.add("8BITMIME");
    announced.add("SMTPUTF8"); // RFC 6533: a report may name such an address
    announced.add("ENHANCEDSTATUSCODES");
    if (!connection.isSecure()) {
      announced.add("STARTTLS");
    }
    return announced;
  }

  private Next startTls() throws IOException {
    if (connection.isSecure()) {
      return refuse(OUT_OF_ORDER);
    }
    connection.reply(Reply.of(220, "2.0.0", "Ready to start TLS"));
    greeted = false; // RFC 3207 section 4.2: as if just connected
    transaction = null;
    connection.secure(shared.tls());
    return Next.GO_ON;
  }

  private Next mail(Command.Mail mail) throws IOException {
    if (!greeted || transaction != null) {
      return refuse(OUT_OF_ORDER);
    }
    long most = shared.settings().limits().messageBytes();
    if (mail.size() > most) { // RFC 1870 section 6.1
      return answer(Reply.of(552, "5.3.4", "The message is too big: at most " + most));
    }
    transaction = new Transaction(mail.from(), new ArrayList<>());
    return answer(Reply.of(250, "2.1.0", "Ok"));
  }

  private Next rcpt(Command.Rcpt rcpt) throws IOException {
    Transaction open = transaction;
    if (open == null) {
      return refuse(OUT_OF_ORDER);
    }
    return switch (shared.addressees().meet(rcpt.mailbox())) {
      case Addressees.Welcome.Refused(Reply reply) -> refuse(reply);
      case Addressees.Welcome.Taken(BounceToken.Names names) -> {
        if (open.recipients.contains(names)) {
          yield answer(Reply.of(250, "2.1.5", "Ok, was there already"));
        }
        if (open.recipients.size() >= shared.settings().limits().recipients()) {
          yield answer(Reply.of(452, "4.5.3", "Too many recipients: send the others again"));
        }
        open.recipients.add(names);
        yield answer(Reply.of(250, "2.1.5", "Ok"));
      }
    };
  }

  private Next data() throws IOException {
    Transaction open = transaction;
    if (open == null) {
      return refuse(OUT_OF_ORDER);
    }
    if (open.recipients.isEmpty()) { // RFC 2920 section 3.1: they were refused
      return refuse(Reply.of(554, "5.5.1", "No valid recipients"));
    }
    if (!shared.rates().take(connection.client())) {
      transaction = null;
      return answer(Reply.of(450, "4.7.1", "Too many messages from your address: come again"));
    }
    Acceptance.Ended ended =
        shared.acceptance().run(connection, open.recipients, open.from instanceof ReversePath.Null);
    transaction = null;
    Reply reply = ended.reply();
    log.info(
        "transaction ended door=bounces session={} what={} size={} reply={}",
        id,
        ended.what(),
        ended.size(),
        reply == null ? "none" : reply.code());
    if (reply != null) {
      taken += reply.isPositive() ? 1 : 0;
      connection.reply(reply);
    }
    if (!ended.goOn()) {
      ending = reply == null ? "gone" : "data";
      return Next.CLOSE;
    }
    return Next.GO_ON;
  }

  private Next answer(Reply reply) throws IOException {
    connection.reply(reply);
    return Next.GO_ON;
  }

  /** Refuses, and counts. */
  private Next refuse(Reply reply) throws IOException {
    if (++refusals < shared.settings().limits().refusals()) {
      return answer(reply);
    }
    connection.reply(reply);
    return close(Reply.of(421, "4.7.0", "Too many errors"), "errors");
  }

  private Next close(Reply reply, String how) throws IOException {
    ending = how;
    connection.reply(reply);
    return Next.CLOSE;
  }

  private void sayLast(Reply reply) {
    try {
      connection.reply(reply);
      connection.flush();
    } catch (IOException gone) {
      log.debug("last words unheard session={}", id, gone);
    }
  }
}
