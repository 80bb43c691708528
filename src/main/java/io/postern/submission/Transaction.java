package io.postern.submission;

import io.postern.smtp.Command;
import io.postern.smtp.Envelope;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** MAIL and the RCPTs after it, until DATA. */
final class Transaction {
  private final Proof proof;
  private final Command.Mail mail;
  private final int mostRecipients;
  private final Map<Mailbox, Envelope.Recipient> recipients = new LinkedHashMap<>();

  Transaction(Proof proof, Command.Mail mail, int mostRecipients) {
    this.proof = proof;
    this.mail = mail;
    this.mostRecipients = mostRecipients;
  }

  Proof proof() {
    return proof;
  }

  boolean hasRecipients() {
    return !recipients.isEmpty();
  }

  Reply add(Command.Rcpt rcpt) {
    Mailbox mailbox = rcpt.mailbox();
    if (mailbox.needsSmtpUtf8() && !mail.smtpUtf8()) { // RFC 6531 section 3.5
      return Reply.of(553, "5.6.7", "This address needs SMTPUTF8 at MAIL");
    }
    if (recipients.containsKey(mailbox)) { // SPEC 3.3: twice is once
      return Reply.of(250, "2.1.5", "Ok, was there already");
    }
    if (recipients.size() >= mostRecipients) {
      return Reply.of(452, "4.5.3", "Too many recipients: send the others in another transaction");
    }
    recipients.put(mailbox, new Envelope.Recipient(mailbox, rcpt.reports(), rcpt.orcpt()));
    return Reply.of(250, "2.1.5", "Ok");
  }

  Envelope envelope() {
    return new Envelope(
        mail.from(),
        List.copyOf(recipients.values()),
        mail.size(),
        mail.eightBit(),
        mail.smtpUtf8(),
        mail.requireTls(),
        mail.ret(),
        mail.envid());
  }
}
