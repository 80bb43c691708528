package io.postern.conversation;

import io.postern.directory.Deployment;
import io.postern.mime.HeaderField;
import io.postern.mime.HeaderSection;
import io.postern.mime.HeaderText;
import io.postern.mime.MessageDate;
import io.postern.mime.NamedMailbox;
import io.postern.seal.Addresses;
import io.postern.smtp.Mailbox;
import io.postern.store.Database;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes an answer of what a reader wrote and hands it to the one door (SPEC 9.1). */
final class Answering {
  private static final int ANSWERS_A_DAY = 20;

  private final Database database;
  private final Addresses addresses;
  private final AnswerIntake intake;
  private final Deployment deployment;
  private final SecureRandom random;
  private final long limit;

  Answering(
      Database database,
      Addresses addresses,
      AnswerIntake intake,
      Deployment deployment,
      SecureRandom random,
      long limit) {
    this.database = database;
    this.addresses = addresses;
    this.intake = intake;
    this.deployment = deployment;
    this.random = random;
    this.limit = limit;
  }

  /**
   * Who answers.
   *
   * @param copy the copy answered from, or null for the original sender
   */
  record Author(Mailbox mailbox, String name, @Nullable Long account, @Nullable CopyRow copy) {}

  Answered answer(
      ConversationRow conversation,
      Author author,
      List<OpenedMessage> thread,
      Answer answer,
      AnswerIntake.Links authorLinks,
      Instant now)
      throws IOException {
    List<AnswerIntake.Recipient> recipients = recipients(conversation, author, thread, answer);
    if (recipients.isEmpty()) {
      return new Answered.NotHere();
    }
    CopyRow copy = author.copy;
    if (copy != null && author.account == null && answersToday(copy, now) >= ANSWERS_A_DAY) {
      return new Answered.TooMany();
    }
    OpenedMessage newest = thread.getLast();
    boolean toAll = answer.toAll() || author.copy == null;
    String subject = replySubject(newest.card().subject());
    try {
      intake.store(
          new AnswerIntake.Draft(
              conversation,
              author.mailbox,
              author.name,
              author.account,
              copy == null ? null : copy.key(),
              recipients,
              toAll,
              header(author, recipients, subject, now),
              answer.body(),
              subject,
              newest.row().language(),
              newest.row().expiresAt(),
              limit,
              toAll ? withParents(thread, authorLinks) : authorLinks));
    } catch (AnswerIntake.TooBig tooBig) {
      return new Answered.TooBig(limit);
    }
    return new Answered.Sent(now);
  }

  /** An answer to all opens what it answers, for readers who get it by a link of their own. */
  private AnswerIntake.Links withParents(
      List<OpenedMessage> thread, AnswerIntake.Links authorLinks) {
    return (key, answerKey, answerId) -> {
      List<AnswerIntake.Link> links = new ArrayList<>(authorLinks.make(key, answerKey, answerId));
      for (OpenedMessage parent : thread) {
        if (isToAll(parent)) {
          links.add(
              new AnswerIntake.Link(
                  answerKey,
                  parent.row().key(),
                  null,
                  KeyLinks.parent(key, parent.key(), parent.id(), random)));
        }
      }
      return links;
    };
  }

  private boolean isToAll(OpenedMessage message) {
    return database
        .read(tx ->
            tx.one(
                "SELECT MIN(to_all) FROM thread WHERE message = ?",
                r -> r.getInt(1),
                message.row().key()))
        .orElse(0)
        .equals(1);
  }

  private List<AnswerIntake.Recipient> recipients(
      ConversationRow conversation, Author author, List<OpenedMessage> thread, Answer answer) {
    List<CopyRow> copies = database.read(tx -> CopyRow.ofConversation(tx, conversation.key()));
    MessageRow original =
        database.read(tx -> MessageRow.ofConversation(tx, conversation.key())).getFirst();
    Mailbox owner = addresses.open(original.sender());
    Map<Mailbox, AnswerIntake.Recipient> chosen = new LinkedHashMap<>();
    boolean byOwner = author.copy == null;
    if (!byOwner) {
      chosen.put(owner, new AnswerIntake.Recipient(owner, true, null));
    }
    boolean everybody = byOwner ? answer.toAll() : answer.toAll() && !conversation.bcc();
    Mailbox last = addresses.open(thread.getLast().row().sender());
    for (CopyRow copy : copies) {
      if (copy.toOwner()) {
        continue;
      }
      Mailbox mailbox = addresses.open(copy.recipient());
      boolean wanted = everybody || byOwner && (mailbox.equals(last) || last.equals(owner));
      if (wanted && !mailbox.equals(author.mailbox)) {
        chosen.merge(
            mailbox,
            new AnswerIntake.Recipient(mailbox, false, hasRight(copy) ? copy : null),
            (before, now) -> now.inherits() == null ? before : now);
      }
    }
    return List.copyOf(chosen.values());
  }

  /** Rights of SPEC 5.1 and 5.2 hold for the conversation. */
  private static boolean hasRight(CopyRow copy) {
    return copy.rightAt() != null && (copy.numberSealed() != null || copy.codeKey() != null);
  }

  private HeaderSection header(
      Author author, List<AnswerIntake.Recipient> recipients, String subject, Instant now) {
    String to =
        recipients.stream()
            .map(one -> new NamedMailbox(null, one.mailbox()).header())
            .collect(Collectors.joining(", "));
    return HeaderSection.of(
        List.of(
            HeaderField.of(
                "From",
                new NamedMailbox(author.name.isEmpty() ? null : author.name, author.mailbox)
                    .header()),
            HeaderField.of("To", to),
            HeaderField.of("Subject", HeaderText.encode(subject)),
            HeaderField.of("Date", MessageDate.format(now)),
            HeaderField.of(
                "Message-ID", "<" + PublicId.fresh(random) + "@" + deployment.host() + ">"),
            HeaderField.of("MIME-Version", "1.0")));
  }

  private static String replySubject(String subject) {
    return subject.regionMatches(true, 0, "Re:", 0, 3) ? subject : "Re: " + subject;
  }

  private long answersToday(CopyRow copy, Instant now) {
    return database.read(tx ->
        tx.one(
                "SELECT COUNT(*) FROM copy_event WHERE copy = ? AND what = 'answered' AND at > ?",
                r -> r.getLong(1),
                copy.key(),
                now.minus(Duration.ofDays(1)))
            .orElse(0L));
  }
}
