package io.postern.submission;

import io.postern.intake.Intake;
import io.postern.intake.Submitter;
import io.postern.listener.Connection;
import io.postern.listener.SmtpListener;
import io.postern.listener.TlsEngine;
import io.postern.smtp.Command;
import io.postern.smtp.CommandParser;
import io.postern.smtp.LineReader;
import io.postern.smtp.LineReader.Line;
import io.postern.smtp.Reply;
import io.postern.store.StoreException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's session (RFC 5321, 3207, 4954, 6409).
 *
 * <p>Three gates stand in order: before TLS six commands work and nothing else; before a proof of
 * who submits no transaction begins; and a transaction is MAIL, then RCPT, then DATA. Each command
 * is answered by one method below, which returns whether the session goes on. AUTH and DATA talk
 * more than one line and live in {@link SignIn} and {@link Handover}.
 *
 * <p>Runs on its own virtual thread; {@link #leaveIfIdle} alone may be called from another.
 */
final class Session implements SmtpListener.Talk {
  private static final Logger log = LoggerFactory.getLogger(Session.class);

  private static final Reply OK = Reply.of(250, "2.0.0", "Ok");
  private static final Reply GARBAGE = Reply.of(500, "5.5.2", "This is no SMTP command");
  private static final Reply OUT_OF_ORDER = Reply.of(503, "5.5.1", "Bad sequence of commands");

  /** Verbs that work in clear (SPEC 1.2). */
  private static final Set<String> IN_CLEAR =
      Set.of("", "EHLO", "HELO", "STARTTLS", "NOOP", "RSET", "QUIT", "HELP");

  /** What all sessions of a server share. */
  record Shared(
      SubmissionSettings settings,
      TlsEngine tls,
      Authenticator authenticator,
      Intake intake,
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

  private final String id;
  private final Connection connection;
  private final Shared shared;
  private final boolean implicitTls;
  private final CommandParser parser = new CommandParser(false);
  private final LineReader lines;
  private final SignIn signIn;
  private final Handover handover;
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.WORKING);

  private @Nullable String clientName;
  private boolean extended;
  private @Nullable Proof proof;
  private @Nullable Transaction transaction;

  /** MAIL was refused, and the rest of its pipelined group is no error of its own. */
  private boolean mailRefused;

  private int errors;
  private int accepted;
  private String ending = "quit";

  Session(String id, Connection connection, boolean implicitTls, Shared shared) {
    this.id = id;
    this.connection = connection;
    this.implicitTls = implicitTls;
    this.shared = shared;
    SubmissionLimits limits = shared.settings().limits();
    this.lines = new LineReader(connection.inbound(), shared.clock());
    this.signIn =
        new SignIn(shared.authenticator(), connection, lines, limits.idle(), shared.clock());
    this.handover = new Handover(shared.intake(), limits, shared.clock());
  }

  @Override
  public void run() {
    Instant began = shared.clock().instant();
    try {
      if (implicitTls) {
        secure();
      }
      connection.reply(Reply.of(220, shared.settings().hostname() + " ESMTP Postern"));
      converse();
    } catch (SocketTimeoutException silent) {
      ending = "timeout";
      if (backToWork()) {
        sayLast(Reply.of(421, "4.4.2", "Nothing came for too long"));
      }
    } catch (IOException gone) {
      ending = ending.equals("tls") ? "tls" : "gone";
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
          "session ended session={} client={} tls=\"{}\" credential={} accepted={} errors={}"
              + " millis={} ending={}",
          id,
          connection.client().getHostAddress(),
          connection.isSecure() ? connection.tlsFacts() : "none",
          credentialKey(),
          accepted,
          errors,
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
            case Line.Garbage(), Line.TooLong(), Line.End() -> broken(line);
          };
    }
  }

  /** Whether a shutdown has not ended the wait meanwhile. */
  private boolean backToWork() {
    return phase.compareAndSet(Phase.WAITING, Phase.WORKING) || phase.get() == Phase.WORKING;
  }

  private Next obey(Command command) throws IOException {
    if (!connection.isSecure() && !worksInClear(command)) {
      return error(Reply.of(530, "5.7.0", "Say STARTTLS first")); // SPEC 1.2
    }
    return switch (command) {
      case Command.Ehlo(String name) -> hello(name, true);
      case Command.Helo(String name) -> hello(name, false);
      case Command.StartTls() -> startTls();
      case Command.Auth auth -> auth(auth);
      case Command.Mail mail -> mail(mail);
      case Command.Rcpt rcpt -> rcpt(rcpt);
      case Command.Data() -> data();
      case Command.Rset() -> {
        transaction = null;
        mailRefused = false;
        yield answer(OK);
      }
      case Command.Noop() -> answer(OK);
      case Command.Quit() -> {
        connection.reply(Reply.of(221, "2.0.0", "Bye"));
        yield Next.CLOSE;
      }
      case Command.Help() ->
          answer(Reply.of(214, "2.0.0", "Submission of mail; see RFC 6409 and RFC 5321"));
      // RFC 5321 section 3.5.3: who exists here is nobody's business.
      case Command.Vrfy() -> answer(Reply.of(252, "2.0.0", "Send some mail, and you will see"));
      case Command.Unknown() -> error(Reply.of(500, "5.5.2", "We do not know this command"));
      case Command.Malformed(String _, Reply reply) -> malformed(reply);
      case Command.Foreign() -> {
        ending = "garbage";
        connection.reply(GARBAGE);
        yield Next.CLOSE;
      }
    };
  }

  private static boolean worksInClear(Command command) {
    return switch (command) {
      case Command.Ehlo _,
          Command.Helo _,
          Command.StartTls _,
          Command.Noop _,
          Command.Rset _,
          Command.Quit _,
          Command.Help _,
          Command.Foreign _ ->
          true;
      case Command.Malformed(String verb, Reply _) -> IN_CLEAR.contains(verb);
      case Command.Auth _,
          Command.Mail _,
          Command.Rcpt _,
          Command.Data _,
          Command.Vrfy _,
          Command.Unknown _ ->
          false;
    };
  }

  private Next hello(String name, boolean extended) throws IOException {
    clientName = name;
    this.extended = extended;
    transaction = null; // RFC 5321 section 4.1.4
    mailRefused = false;
    String host = shared.settings().hostname();
    return answer(extended ? new Reply(250, null, announcement(host)) : Reply.of(250, host));
  }

  /** SPEC 1.3: an announced extension is a promise. */
  private List<String> announcement(String host) {
    List<String> lines = new ArrayList<>(List.of(host));
    if (!connection.isSecure()) {
      lines.addAll(List.of("STARTTLS", "ENHANCEDSTATUSCODES"));
      return lines;
    }
    SubmissionLimits limits = shared.settings().limits();
    lines.add("SIZE " + limits.messageBytes());
    lines.add("PIPELINING");
    lines.add("8BITMIME");
    lines.add("SMTPUTF8");
    lines.add("ENHANCEDSTATUSCODES");
    lines.add("DSN");
    lines.add("AUTH " + String.join(" ", Authenticator.MECHANISMS));
    lines.add("LIMITS RCPTMAX=" + limits.recipients()); // RFC 9422
    return lines;
  }

  private Next startTls() throws IOException {
    if (connection.isSecure()) {
      return error(OUT_OF_ORDER);
    }
    connection.reply(Reply.of(220, "2.0.0", "Ready to start TLS"));
    clientName = null; // RFC 3207 section 4.2: as if just connected
    extended = false;
    secure();
    return Next.GO_ON;
  }

  private void secure() throws IOException {
    ending = "tls";
    try {
      connection.secure(shared.tls());
    } catch (IOException e) {
      // The operator of a client that cannot agree with us asks for this line first.
      log.info("tls failed session={} why=\"{}\"", id, e.getMessage());
      throw e;
    }
    ending = "quit";
  }

  private Next auth(Command.Auth auth) throws IOException {
    if (!extended || proof != null || transaction != null) { // RFC 4954 section 4
      return error(OUT_OF_ORDER);
    }
    return switch (signIn.run(auth)) {
      case SignIn.Result.Proven(Proof shown) -> {
        proof = shown;
        log.info(
            "signed in session={} mechanism={} credential={}",
            id,
            auth.mechanism(),
            credentialKey());
        yield answer(Reply.of(235, "2.7.0", "Authentication succeeded"));
      }
      case SignIn.Result.Refused(Reply reply) -> {
        log.info(
            "sign-in refused session={} mechanism={} reply={}", id, auth.mechanism(), reply.code());
        yield error(reply);
      }
      case SignIn.Result.Broken(Line line) -> broken(line);
    };
  }

  private Next mail(Command.Mail mail) throws IOException {
    if (clientName == null || transaction != null) {
      return error(OUT_OF_ORDER);
    }
    mailRefused = true;
    Admission admission;
    try {
      admission = shared.authenticator().admit(proof);
    } catch (StoreException e) {
      log.error("credentials cannot be looked up session={}", id, e);
      return answer(Reply.of(451, "4.3.0", "The store does not answer now"));
    }
    return switch (admission) {
      case Admission.Refused(Reply reply) -> {
        mailRefused = false;
        proof = null;
        yield error(reply);
      }
      case Admission.Admitted(Proof current) -> begin(current, mail);
    };
  }

  private Next begin(Proof current, Command.Mail mail) throws IOException {
    proof = current;
    SubmissionLimits limits = shared.settings().limits();
    if (mail.size() > limits.messageBytes()) { // RFC 1870 section 6.1
      return answer(
          Reply.of(552, "5.3.4", "The message is too big: at most " + limits.messageBytes()));
    }
    mailRefused = false;
    transaction = new Transaction(current, mail, limits.recipients());
    return answer(Reply.of(250, "2.1.0", "Ok"));
  }

  private Next rcpt(Command.Rcpt rcpt) throws IOException {
    return transaction == null ? outOfTransaction() : answer(transaction.add(rcpt));
  }

  private Next data() throws IOException {
    if (transaction == null) {
      return outOfTransaction();
    }
    if (!transaction.hasRecipients()) { // RFC 2920 section 3.1: they were refused
      return error(Reply.of(554, "5.5.1", "No valid recipients"));
    }
    Handover.Ended ended =
        handover.run(id, connection, transaction.envelope(), submitter(transaction.proof()));
    Reply reply = ended.reply();
    log.info(
        "transaction ended session={} message={} recipients={} size={} reply={} status={}",
        id,
        ended.messageId(),
        transaction.envelope().recipients().size(),
        ended.size(),
        reply == null ? "none" : reply.code(),
        reply == null ? "none" : reply.status());
    transaction = null;
    if (ended.messageId() != null) {
      accepted++;
    }
    if (reply != null) {
      connection.reply(reply);
    }
    if (!ended.goOn()) {
      ending = reply == null ? "gone" : "data";
      return Next.CLOSE;
    }
    return Next.GO_ON;
  }

  private Next outOfTransaction() throws IOException {
    return mailRefused ? answer(OUT_OF_ORDER) : error(OUT_OF_ORDER);
  }

  private Submitter submitter(Proof current) {
    return switch (current) {
      case Proof.BySecret(var credential) ->
          new Submitter(
              credential.organisation(),
              credential.key(),
              credential.domains(),
              connection.client(),
              clientName == null ? "" : clientName,
              connection.tlsFacts());
    };
  }

  /** A bad address is a matter of one recipient; a bad command is an error (SPEC 17). */
  private Next malformed(Reply reply) throws IOException {
    return reply.code() == 553 ? answer(reply) : error(reply);
  }

  private Next broken(Line line) throws IOException {
    if (line instanceof Line.End) {
      ending = "gone";
    } else {
      ending = "garbage";
      connection.reply(
          line instanceof Line.TooLong ? Reply.of(500, "5.5.2", "The line is too long") : GARBAGE);
    }
    return Next.CLOSE;
  }

  private Next answer(Reply reply) throws IOException {
    connection.reply(reply);
    return Next.GO_ON;
  }

  /** Answers, and counts: who makes too many errors is closed (SPEC 17). */
  private Next error(Reply reply) throws IOException {
    if (++errors < shared.settings().limits().errors()) {
      return answer(reply);
    }
    ending = "errors";
    connection.reply(Reply.of(421, "4.7.0", "Too many errors"));
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

  private @Nullable Long credentialKey() {
    return proof instanceof Proof.BySecret(var credential) ? credential.key() : null;
  }
}
