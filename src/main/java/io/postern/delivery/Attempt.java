package io.postern.delivery;

import io.postern.delivery.Courier.Errand;
import io.postern.delivery.Outcome.Finding;
import io.postern.delivery.Outcome.HostResult;
import io.postern.delivery.client.Mail;
import io.postern.delivery.client.Offer;
import io.postern.delivery.client.ProtocolViolation;
import io.postern.delivery.client.SmtpClient;
import io.postern.delivery.client.Transaction;
import io.postern.smtp.EnhancedStatus;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Reply;
import io.postern.smtp.ReversePath;
import io.postern.transport.Evidence;
import io.postern.transport.Flaw;
import io.postern.transport.HostProofs;
import io.postern.transport.Judgement;
import io.postern.transport.MayCarry;
import io.postern.transport.PolicyResult;
import io.postern.transport.SessionResult;
import io.postern.transport.TlsRequirement;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One connection with one errand: greet, secure, judge, and only then talk of the mail (SPEC 6.5).
 * What the host does wrong becomes a {@link Visit} here and nowhere else.
 */
final class Attempt {

  private static final EnhancedStatus NO_ANSWER = EnhancedStatus.of("4.4.1");
  private static final EnhancedStatus BAD_CONNECTION = EnhancedStatus.of("4.4.2");
  private static final EnhancedStatus BAD_PROTOCOL = EnhancedStatus.of("4.5.0");
  private static final EnhancedStatus NOT_READ = EnhancedStatus.of("4.3.0");
  private static final EnhancedStatus NOT_UTF8 = EnhancedStatus.of("5.6.7");
  private static final EnhancedStatus NO_REQUIRETLS = EnhancedStatus.of("5.7.30");

  private final Means means;
  private final Errand errand;
  private final @Nullable TlsRequirement requirement;
  private final HostProofs proofs;
  private final InetSocketAddress address;

  Attempt(
      Means means,
      Errand errand,
      @Nullable TlsRequirement requirement,
      HostProofs proofs,
      InetSocketAddress address) {
    this.means = means;
    this.errand = errand;
    this.requirement = requirement;
    this.proofs = proofs;
    this.address = address;
  }

  Visit run(List<Mailbox> recipients) {
    SmtpClient client;
    try {
      client = SmtpClient.connect(means.ways(), proofs.serverName(), address);
    } catch (IOException unreachable) {
      return notNow(Finding.UNREACHABLE, NO_ANSWER, "the host cannot be reached", null);
    }
    try (client) {
      Visit visit = converse(client, recipients);
      client.quit();
      return visit;
    } catch (IOException broken) {
      return broken(broken);
    }
  }

  private Visit converse(SmtpClient client, List<Mailbox> recipients) throws IOException {
    Reply greeting = client.greeting();
    if (greeting.code() != 220) {
      return unwelcome(greeting, "the host does not take mail now");
    }
    Reply ehlo = client.ehlo();
    if (ehlo.code() == 500 || ehlo.code() == 502) {
      if (requirement != null) {
        noTls(client, PolicyResult.Result.STARTTLS_NOT_SUPPORTED);
        return weak(Finding.NO_STARTTLS);
      }
      // RFC 5321 section 3.2: a peer without EHLO; only for mails of our own.
      ehlo = client.helo();
    }
    if (!ehlo.isPositive()) {
      return unwelcome(ehlo, "the host does not want our greeting");
    }
    if (client.offer().has("STARTTLS")) {
      Visit refused = secure(client);
      if (refused != null) {
        return refused;
      }
    }
    return switch (judge(client)) {
      case Judgement.Met(MayCarry permission) -> {
        judged(client, permission.evidence());
        yield give(client, permission, recipients);
      }
      case Judgement.NotMet(Evidence evidence, List<Flaw> flaws) -> {
        judged(client, evidence);
        yield weak(finding(flaws.getFirst()), flaws);
      }
    };
  }

  /** Starts TLS; null when that went well. */
  private @Nullable Visit secure(SmtpClient client) throws IOException {
    Reply reply;
    try {
      reply = client.startTls();
    } catch (SSLException failed) {
      noTls(client, PolicyResult.Result.VALIDATION_FAILURE);
      if (brokeOff(failed)) {
        throw failed;
      }
      return weak(speaksOfVersion(failed) ? Finding.TLS_TOO_OLD : Finding.TLS_FAILED);
    }
    if (reply.isPermanent()) {
      noTls(client, PolicyResult.Result.STARTTLS_NOT_SUPPORTED);
      return weak(Finding.STARTTLS_REFUSED);
    }
    if (reply.code() != 220) {
      return reply.isTransient()
          ? notNow(
              Finding.TEMPORARY_REPLY,
              status(reply, "4.7.0"),
              "TLS is not available at the host now",
              reply)
          : notNow(Finding.PROTOCOL_ERROR, BAD_PROTOCOL, "the host does not speak SMTP", reply);
    }
    Reply ehlo = client.ehlo();
    return ehlo.isPositive() ? null : unwelcome(ehlo, "the host does not want our greeting");
  }

  private void judged(SmtpClient client, Evidence evidence) {
    means
        .listener()
        .ended(
            SessionResult.judged(
                errand.domain(), proofs, address.getAddress(), client.localAddress(), evidence));
  }

  private void noTls(SmtpClient client, PolicyResult.Result result) {
    means
        .listener()
        .ended(
            SessionResult.noTls(
                errand.domain(), proofs, address.getAddress(), client.localAddress(), result));
  }

  private Judgement judge(SmtpClient client) {
    return requirement == null
        ? means.verifier().judgeOwnMail(client.session(), proofs, errand.cleartext())
        : means.verifier().judge(client.session(), proofs, requirement);
  }

  private Visit give(SmtpClient client, MayCarry permission, List<Mailbox> recipients) {
    Offer offer = client.offer();
    Courier.Letter letter;
    try {
      switch (errand
          .letter()
          .fitting(new Courier.Takes(offer.sizeLimit(), offer.has("8BITMIME")))) {
        case Courier.Fit.Goes(Courier.Letter fits) -> letter = fits;
        case Courier.Fit.Cannot(EnhancedStatus status, String why) -> {
          return cannotTake(status, why);
        }
      }
    } catch (IOException unreadable) {
      return notNow(Finding.RESET, NOT_READ, "the message could not be read", null, unreadable);
    }
    if (letter.requireTls() && !offer.has("REQUIRETLS")) {
      return cannotTake(NO_REQUIRETLS, "the host does not know REQUIRETLS");
    }
    boolean utf8 = offer.has("SMTPUTF8");
    if (!utf8 && (letter.smtpUtf8() || needsUtf8(errand.from()))) {
      return cannotTake(NOT_UTF8, "the host does not take internationalised mail");
    }
    Ledger ledger = new Ledger(permission.evidence());
    List<Mailbox> speakable = new ArrayList<>();
    for (Mailbox recipient : recipients) {
      if (recipient.needsSmtpUtf8() && !utf8) {
        ledger.cannotTake(
            recipient, NOT_UTF8, "the host does not take internationalised addresses", null);
      } else {
        speakable.add(recipient);
      }
    }
    if (!speakable.isEmpty()) {
      Mail mail =
          new Mail(
              errand.from(),
              speakable,
              letter::open,
              letter.size(),
              letter.eightBit(),
              letter.smtpUtf8()
                  || needsUtf8(errand.from())
                  || speakable.stream().anyMatch(Mailbox::needsSmtpUtf8),
              letter.requireTls());
      Transaction transaction = client.send(permission, mail);
      ledger.enter(transaction, speakable);
      if (transaction.trouble() != null) {
        // The session is where nobody knows: no goodbye, no second mail over it.
        client.close();
      }
    }
    return ledger.close(this::result);
  }

  private static boolean needsUtf8(ReversePath from) {
    return from.address().map(Mailbox::needsSmtpUtf8).orElse(false);
  }

  /** Not 2xx before we asked for anything: in clear or not, it only ever means "not here, now". */
  private Visit unwelcome(Reply reply, String why) {
    return reply.isPermanent()
        ? notNow(Finding.REJECTED, EnhancedStatus.of("4.3.2"), why, reply)
        : reply.isTransient()
            ? notNow(Finding.TEMPORARY_REPLY, status(reply, "4.3.2"), why, reply)
            : notNow(Finding.PROTOCOL_ERROR, BAD_PROTOCOL, "the host does not speak SMTP", reply);
  }

  private Visit broken(IOException broken) {
    if (broken instanceof ProtocolViolation) {
      return notNow(
          Finding.PROTOCOL_ERROR, BAD_PROTOCOL, "the host does not speak SMTP", null, broken);
    }
    if (broken instanceof SocketTimeoutException) {
      return notNow(Finding.RESET, BAD_CONNECTION, "the host did not answer in time", null, broken);
    }
    return notNow(Finding.RESET, BAD_CONNECTION, "the connection was lost", null, broken);
  }

  private Visit notNow(Finding finding, EnhancedStatus status, String why, @Nullable Reply reply) {
    return new Visit.NotNow(result(finding, reply == null ? "" : code(reply)), status, why, reply);
  }

  private Visit notNow(
      Finding finding, EnhancedStatus status, String why, @Nullable Reply reply, Exception cause) {
    return new Visit.NotNow(
        result(finding, Optional.ofNullable(cause.getMessage()).orElse("")), status, why, reply);
  }

  private Visit weak(Finding finding) {
    return new Visit.Weak(result(finding, ""), proofs.binds());
  }

  private Visit weak(Finding finding, List<Flaw> flaws) {
    return new Visit.Weak(
        result(finding, String.join(" ", flaws.stream().map(Flaw::name).toList())), proofs.binds());
  }

  private Visit cannotTake(EnhancedStatus status, String why) {
    return new Visit.CannotTake(result(Finding.UNSUITABLE, status.toString()), status, why, null);
  }

  private HostResult result(Finding finding, String detail) {
    String peer = "[" + address.getAddress().getHostAddress() + "]";
    return new HostResult(
        proofs.host().name().ascii() + ":" + address.getPort(),
        finding,
        detail.isEmpty() ? peer : peer + " " + detail);
  }

  /** The code only: a peer's words may repeat an address, and they stand in the reply anyway. */
  static String code(Reply reply) {
    return reply.status() == null
        ? Integer.toString(reply.code())
        : reply.code() + " " + reply.status();
  }

  static EnhancedStatus status(Reply reply, String otherwise) {
    return reply.status() == null ? EnhancedStatus.of(otherwise) : reply.status();
  }

  /**
   * Whether a failed handshake was cut off rather than refused: the first may be anybody's work.
   */
  private static boolean brokeOff(SSLException failed) {
    for (Throwable t = failed; t != null; t = t.getCause()) {
      if (t instanceof EOFException || t instanceof SocketException) {
        return true;
      }
    }
    return false;
  }

  /** The JDK has no type for it: the alert's name, or its own words about the server's choice. */
  private static boolean speaksOfVersion(SSLException failed) {
    String message = Optional.ofNullable(failed.getMessage()).orElse("").toLowerCase(Locale.ROOT);
    return message.contains("protocol_version") || message.contains("protocol version");
  }

  private static Finding finding(Flaw flaw) {
    return switch (flaw) {
      case CLEAR -> Finding.NO_STARTTLS;
      case TLS_TOO_OLD -> Finding.TLS_TOO_OLD;
      case SELF_SIGNED -> Finding.SELF_SIGNED;
      case UNTRUSTED_CA -> Finding.UNTRUSTED_CA;
      case EXPIRED -> Finding.EXPIRED;
      case WRONG_NAME -> Finding.WRONG_NAME;
      case DANE_ABSENT -> Finding.DANE_ABSENT;
      case DANE_MISMATCH -> Finding.DANE_MISMATCH;
      case MTA_STS_MISMATCH -> Finding.MTA_STS_MISMATCH;
      case MX_UNAUTHENTICATED -> Finding.MX_UNAUTHENTICATED;
    };
  }
}
