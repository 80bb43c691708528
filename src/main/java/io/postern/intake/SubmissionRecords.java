package io.postern.intake;

import io.postern.conversation.Card;
import io.postern.conversation.Contents;
import io.postern.conversation.ConversationRow;
import io.postern.conversation.GivenRights;
import io.postern.conversation.MessageRow;
import io.postern.conversation.PublicId;
import io.postern.directory.Account;
import io.postern.directory.Organisation;
import io.postern.mime.HeaderField;
import io.postern.mime.HeaderSection;
import io.postern.mime.HeaderText;
import io.postern.mime.NamedMailbox;
import io.postern.policy.ControlHeaders;
import io.postern.policy.Expiration;
import io.postern.policy.MessagePolicy;
import io.postern.policy.Right;
import io.postern.seal.Addresses;
import io.postern.seal.DataKey;
import io.postern.smtp.Envelope;
import io.postern.smtp.Mailbox;
import io.postern.store.Database;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns a checked and sealed submission into its rows, and writes them in one transaction. All
 * sealing happens before it: the transaction holds writes only.
 */
public final class SubmissionRecords {
  private final Database database;
  private final Addresses addresses;
  private final GivenRights givenRights;
  private final CopyWriter copies;
  private final MessageSlots slots;
  private final SecureRandom random;

  public SubmissionRecords(
      Database database,
      Addresses addresses,
      GivenRights givenRights,
      CopyWriter copies,
      MessageSlots slots,
      SecureRandom random) {
    this.database = database;
    this.addresses = addresses;
    this.givenRights = givenRights;
    this.copies = copies;
    this.slots = slots;
    this.random = random;
  }

  /** Everything known about an accepted message. */
  record Submission(
      String messageId,
      Envelope envelope,
      Submitter submitter,
      Organisation organisation,
      Account account,
      NamedMailbox from,
      List<NamedMailbox> toAndCcNamed,
      Set<Mailbox> toAndCc,
      HeaderSection header,
      ControlHeaders asked,
      SealingStream.Sealed sealed,
      DataKey key,
      Instant now) {}

  void store(Submission submission) {
    MessageSlots.Made made =
        slots.make(
            submission.key,
            submission.messageId,
            submission.organisation,
            submission.organisation.senderCopies());
    GivenRights.Sealing rights =
        submission.asked.rights().isEmpty()
            ? null
            : givenRights.begin(submission.messageId, random);
    MessageRow message = message(submission, made, rights);
    List<ConversationRow> conversations = new ArrayList<>();
    List<CopyWriter.Row> rows = new ArrayList<>();
    ConversationRow main = null;
    for (Envelope.Recipient recipient : submission.envelope.recipients()) {
      ConversationRow conversation;
      if (submission.toAndCc.contains(recipient.mailbox())) {
        // SPEC 3.2: To and Cc share one.
        if (main == null) {
          main = conversation(submission, false);
          conversations.add(main);
        }
        conversation = main;
      } else {
        conversation = conversation(submission, true);
        conversations.add(conversation);
      }
      rows.add(copy(submission, message, conversation, recipient, rights));
    }
    Long name =
        submission
            .header
            .first("Message-ID")
            .map(HeaderField::unfolded)
            .map(addresses::messageName)
            .orElse(null);
    database.write(tx -> {
      message.insert(tx);
      for (ConversationRow conversation : conversations) {
        conversation.insert(tx);
        ConversationRow.addMessage(tx, conversation.key(), message.key(), true);
      }
      if (name != null) {
        tx.update("INSERT INTO message_name (digest, message) VALUES (?, ?)", name, message.key());
      }
      rows.forEach(row -> copies.insert(tx, row));
      return true;
    });
    copies.wake();
  }

  private MessageRow message(
      Submission submission, MessageSlots.Made made, GivenRights.@Nullable Sealing rights) {
    Envelope envelope = submission.envelope;
    SealingStream.Sealed sealed = submission.sealed;
    Locale language = submission.asked.language();
    int flags =
        (sealed.parts().eightBit() ? MessageRow.EIGHT_BIT : 0)
            | (envelope.smtpUtf8() ? MessageRow.SMTP_UTF8 : 0)
            | (envelope.requireTls() ? MessageRow.REQUIRE_TLS : 0);
    return new MessageRow(
        database.newKey(),
        submission.messageId,
        submission.organisation.key(),
        submission.submitter.credential(),
        addresses.seal(submission.from.mailbox()),
        submission.account.key(),
        envelope.from().address().map(Mailbox::toString).orElse(""),
        envelope.envid(),
        sealed.ref().text(),
        sealed.ref().length(),
        sealed.size(),
        flags,
        Contents.sealCard(submission.key, submission.messageId, card(submission)),
        Contents.sealParts(submission.key, submission.messageId, sealed.parts()),
        new MessagePolicy(
                submission.from.mailbox(),
                submission.asked.direct(),
                submission.asked.minimum(),
                envelope.requireTls())
            .encode(),
        (language == null ? submission.organisation.language() : language).toLanguageTag(),
        made.queueKey(),
        made.queueSlot(),
        rights == null ? null : rights.sealed().keyId(),
        rights == null ? null : rights.sealed().bytes(),
        made.senderSlot(),
        submission.now,
        expiry(submission),
        submission.asked.expiration() != null);
  }

  /** SPEC 5.5 and 17. */
  private static Instant expiry(Submission submission) {
    Expiration asked = submission.asked.expiration();
    return asked != null
        ? asked.from(submission.now)
        : submission.now.plus(Duration.ofDays(submission.organisation.retentionDays()));
  }

  private static Card card(Submission submission) {
    return new Card(
        submission
            .header
            .first("Subject")
            .map(HeaderField::unfolded)
            .map(HeaderText::decode)
            .map(String::strip)
            .orElse(""),
        senderName(submission),
        submission.toAndCcNamed.stream().map(SubmissionRecords::line).toList(),
        "",
        AttachmentMark.of(submission.sealed.parts()));
  }

  private static String senderName(Submission submission) {
    String given = submission.from.name();
    return given != null && !given.isBlank() ? given : submission.account.name();
  }

  private static String line(NamedMailbox named) {
    String name = named.name();
    return name == null || name.isBlank()
        ? named.mailbox().toString()
        : name + " <" + named.mailbox() + ">";
  }

  private ConversationRow conversation(Submission submission, boolean bcc) {
    return new ConversationRow(
        database.newKey(),
        PublicId.fresh(random),
        submission.organisation.key(),
        submission.account.key(),
        bcc,
        submission.now);
  }

  private CopyWriter.Row copy(
      Submission submission,
      MessageRow message,
      ConversationRow conversation,
      Envelope.Recipient recipient,
      GivenRights.@Nullable Sealing rights) {
    String copyId = PublicId.fresh(random);
    Right right = submission.asked.rights().get(recipient.mailbox());
    byte[] sealed = right == null || rights == null ? null : rights.seal(right, copyId);
    return copies.row(
        copyId,
        message.key(),
        conversation.key(),
        submission.organisation.key(),
        recipient.mailbox(),
        recipient.reports(),
        recipient.orcpt(),
        sealed,
        submission.now);
  }
}
