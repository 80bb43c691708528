package io.postern.notice;

import io.postern.mime.Body;
import io.postern.mime.HeaderField;
import io.postern.mime.HeaderSection;
import io.postern.mime.MessageDate;
import io.postern.smtp.Mailbox;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The part for programs (RFC 3464 section 2): a group of fields about the message, then one per
 * recipient. It is {@code message/delivery-status}, or {@code message/global-delivery-status} (RFC
 * 6533 section 3) when an address is not ASCII.
 */
final class DeliveryStatus {
  /** SPEC 2.6: as much of a peer's words as we pass on. */
  static final int MOST_WORDS = 500;

  private DeliveryStatus() {}

  static Body part(Dsn.Report report) {
    boolean global = report.recipients().stream().anyMatch(DeliveryStatus::needsUtf8);
    StringBuilder groups = new StringBuilder(group(message(report)));
    for (Dsn.Recipient recipient : report.recipients()) {
      groups.append("\r\n").append(group(recipient(recipient)));
    }
    return Body.typed(
        global ? "message/global-delivery-status" : "message/delivery-status", groups.toString());
  }

  private static List<HeaderField> message(Dsn.Report report) {
    List<HeaderField> fields = new ArrayList<>();
    if (report.envelopeId() != null) {
      fields.add(field("Original-Envelope-Id", ascii(report.envelopeId())));
    }
    fields.add(field("Reporting-MTA", "dns; " + report.reportingMta().ascii()));
    fields.add(field("Arrival-Date", MessageDate.format(report.arrivedAt())));
    return fields;
  }

  private static List<HeaderField> recipient(Dsn.Recipient recipient) {
    List<HeaderField> fields = new ArrayList<>();
    if (recipient.orcpt() != null) {
      originalRecipient(recipient.orcpt())
          .ifPresent(value -> fields.add(field("Original-Recipient", value)));
    }
    Mailbox mailbox = recipient.mailbox();
    fields.add(
        field(
            "Final-Recipient",
            (mailbox.needsSmtpUtf8() ? "utf-8; " : "rfc822; ") + mailbox.wire()));
    fields.add(field("Action", recipient.action().name().toLowerCase(Locale.ROOT)));
    fields.add(field("Status", recipient.status().toString()));
    if (recipient.remoteMta() != null) {
      fields.add(field("Remote-MTA", "dns; " + ascii(recipient.remoteMta())));
    }
    if (recipient.peerWords() != null) {
      String words = ascii(printable(recipient.peerWords()));
      // RFC 3464 section 2.3.6: a sentence that is no SMTP reply must not pass for one.
      String type = words.matches("[245][0-9][0-9]\\b.*") ? "smtp; " : "x-words; ";
      fields.add(field("Diagnostic-Code", type + words));
    }
    if (recipient.lastAttempt() != null) {
      fields.add(field("Last-Attempt-Date", MessageDate.format(recipient.lastAttempt())));
    }
    if (recipient.retryUntil() != null && recipient.action() == Dsn.Action.DELAYED) {
      fields.add(field("Will-Retry-Until", MessageDate.format(recipient.retryUntil())));
    }
    return fields;
  }

  /** {@code rfc822;a@b.example} with a space after the semicolon; nothing when it is no such. */
  private static Optional<String> originalRecipient(String orcpt) {
    int semicolon = orcpt.indexOf(';');
    if (semicolon <= 0 || semicolon == orcpt.length() - 1) {
      return Optional.empty();
    }
    return Optional.of(
        ascii(orcpt.substring(0, semicolon))
            + "; "
            + Stationery.line(orcpt.substring(semicolon + 1)));
  }

  /** What may be printed of a peer's words, on one line (SPEC 2.6, 11.2). */
  static String printable(String words) {
    StringBuilder printable = new StringBuilder();
    Stationery.line(words, Integer.MAX_VALUE)
        .codePoints()
        .limit(MOST_WORDS)
        .forEach(printable::appendCodePoint);
    return printable.toString();
  }

  private static String ascii(String text) {
    StringBuilder ascii = new StringBuilder();
    Stationery.line(text, Integer.MAX_VALUE)
        .codePoints()
        .forEach(c -> ascii.append(c >= ' ' && c < 127 ? (char) c : '?'));
    return ascii.toString();
  }

  private static boolean needsUtf8(Dsn.Recipient recipient) {
    return recipient.mailbox().needsSmtpUtf8()
        || recipient.orcpt() != null && recipient.orcpt().chars().anyMatch(c -> c > 126);
  }

  private static HeaderField field(String name, String value) {
    return HeaderField.of(name, value);
  }

  private static String group(List<HeaderField> fields) {
    StringBuilder group = new StringBuilder();
    for (HeaderField field : HeaderSection.of(fields).fields()) {
      group.append(new String(field.raw(), StandardCharsets.UTF_8));
    }
    return group.toString();
  }
}
