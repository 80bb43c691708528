package io.postern.delivery;

import io.postern.delivery.Outcome.Finding;
import io.postern.delivery.Outcome.HostResult;
import io.postern.delivery.Visit.Answered;
import io.postern.delivery.client.BadLetter;
import io.postern.delivery.client.Transaction;
import io.postern.smtp.EnhancedStatus;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Reply;
import io.postern.transport.Evidence;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a host that met the requirement said to each recipient (the lower rows of SPEC 6.5). Only
 * here is a peer's 5xx believed: before the requirement was met, it could be anybody's.
 */
final class Ledger {

  private static final EnhancedStatus TOO_BIG = EnhancedStatus.of("5.3.4");
  private static final EnhancedStatus SIZE_OVER_ADMIN_LIMIT = EnhancedStatus.of("5.2.3");
  private static final EnhancedStatus NOT_UTF8 = EnhancedStatus.of("5.6.7");
  private static final EnhancedStatus NO_REQUIRETLS = EnhancedStatus.of("5.7.30");
  private static final EnhancedStatus TOO_MANY_RECIPIENTS = EnhancedStatus.of("5.5.3");

  private final Evidence evidence;
  private final Map<Mailbox, Answered> entries = new LinkedHashMap<>();
  private Finding finding = Finding.UNSUITABLE;
  private String detail = "";

  Ledger(Evidence evidence) {
    this.evidence = evidence;
  }

  void cannotTake(Mailbox recipient, EnhancedStatus status, String why, @Nullable Reply reply) {
    found(Finding.UNSUITABLE, status.toString());
    settle(recipient, new Outcome.Unsuitable(status, why, reply, List.of()));
  }

  /** Reads a transaction: for each recipient, the step that decided. */
  void enter(Transaction transaction, List<Mailbox> recipients) {
    for (Mailbox recipient : recipients) {
      Reply mail = transaction.mail();
      Reply rcpt = transaction.recipients().get(recipient);
      Reply data = transaction.data();
      Reply end = transaction.end();
      if (mail != null && !mail.isPositive()) {
        refused(recipient, mail);
      } else if (rcpt != null && !rcpt.isPositive()) {
        refused(recipient, rcpt);
      } else if (data != null && !data.isPositive()) {
        refused(recipient, data);
      } else if (end != null && !end.isPositive()) {
        refused(recipient, end);
      } else if (end != null) {
        found(Finding.ACCEPTED, Attempt.code(end));
        settle(recipient, new Outcome.Delivered(evidence, end));
      } else {
        lost(recipient, transaction);
      }
    }
  }

  /** The visit, with what was found for the host as a whole. */
  Visit.Given close(BiFunction<Finding, String, HostResult> result) {
    return new Visit.Given(result.apply(finding, detail), entries);
  }

  private void refused(Mailbox recipient, Reply reply) {
    EnhancedStatus status = reply.status();
    // RFC 5321 section 4.5.3.1.10: a 552 for too many recipients is meant as 452.
    if (reply.isTransient() || reply.code() == 552 && TOO_MANY_RECIPIENTS.equals(status)) {
      found(Finding.TEMPORARY_REPLY, Attempt.code(reply));
      EnhancedStatus later =
          reply.isTransient() ? Attempt.status(reply, "4.0.0") : EnhancedStatus.of("4.5.3");
      entries.put(recipient, new Answered.Later(later, "the host says: not now", reply, true));
    } else if (reply.code() == 552
        || TOO_BIG.equals(status)
        || SIZE_OVER_ADMIN_LIMIT.equals(status)) {
      cannotTake(
          recipient,
          Optional.ofNullable(status).orElse(TOO_BIG),
          "the message is larger than the host takes",
          reply);
    } else if (status != null && status.equals(NOT_UTF8)) {
      cannotTake(recipient, status, "the host does not take internationalised mail", reply);
    } else if (status != null && status.equals(NO_REQUIRETLS)) {
      cannotTake(recipient, status, "the host cannot keep REQUIRETLS", reply);
    } else {
      found(Finding.REJECTED, Attempt.code(reply));
      settle(
          recipient,
          new Outcome.Failed(
              Attempt.status(reply, "5.0.0"), "the host refused the message", reply, List.of()));
    }
  }

  private void lost(Mailbox recipient, Transaction transaction) {
    IOException trouble = transaction.trouble();
    if (trouble instanceof BadLetter letter && letter.forGood()) {
      found(Finding.UNSUITABLE, "not sent");
      settle(
          recipient,
          new Outcome.Failed(
              EnhancedStatus.of("5.6.0"), String.valueOf(letter.getMessage()), null, List.of()));
    } else if (trouble instanceof BadLetter letter) {
      found(Finding.RESET, "not sent");
      // Ours, not the host's: no other host would see more of it.
      entries.put(
          recipient,
          new Answered.Later(
              EnhancedStatus.of("4.3.0"), String.valueOf(letter.getMessage()), null, false));
    } else {
      found(Finding.RESET, transaction.endSent() ? "after the end of the message" : "");
      entries.put(
          recipient,
          new Answered.Later(
              EnhancedStatus.of("4.4.2"),
              transaction.endSent()
                  ? "the connection was lost after the whole message was sent"
                  : "the connection was lost",
              null,
              // RFC 1047: it may have the message; another host would surely make it two.
              !transaction.endSent()));
    }
  }

  private void settle(Mailbox recipient, Outcome outcome) {
    entries.put(recipient, new Answered.Settled(outcome));
  }

  /** Acceptance speaks for the host; else the first thing found. */
  private void found(Finding what, String how) {
    if (what == Finding.ACCEPTED || detail.isEmpty()) {
      finding = what;
      detail = how.isEmpty() ? what.name() : how;
    }
  }
}
