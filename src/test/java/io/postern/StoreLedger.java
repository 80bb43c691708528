package io.postern;

import io.postern.conversation.CopyRow;
import io.postern.conversation.MessageRow;
import io.postern.demo.Canaries;
import io.postern.demo.CapturedMail;
import io.postern.demo.SmallInternet;
import io.postern.smtp.Mailbox;
import io.postern.store.Tx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether every promise is kept: each recipient of each 250 has exactly one copy, and what the
 * store says became of it is borne out by what arrived in the world.
 */
final class StoreLedger implements Canaries.Ledger {
  private record Promise(String submission, Letter letter) {}

  private final SmallInternet world;
  private final Supplier<DemoGateway> gateway;
  private final List<Promise> promises = new ArrayList<>();

  StoreLedger(SmallInternet world, Supplier<DemoGateway> gateway) {
    this.world = world;
    this.gateway = gateway;
  }

  void promised(String submission, Letter letter) {
    promises.add(new Promise(submission, letter));
  }

  @Override
  public List<String> lost() {
    Map<String, List<CapturedMail>> arrived = new HashMap<>();
    for (CapturedMail mail : world.mails().all()) {
      for (String recipient : mail.recipients()) {
        arrived
            .computeIfAbsent(recipient.toLowerCase(Locale.ROOT), first -> new ArrayList<>())
            .add(mail);
      }
    }
    return gateway.get().gateway().database().read(tx -> lost(tx, arrived));
  }

  private List<String> lost(Tx tx, Map<String, List<CapturedMail>> arrived) {
    List<String> lost = new ArrayList<>();
    for (Promise promise : promises) {
      Optional<MessageRow> message = MessageRow.byPublicId(tx, promise.submission);
      if (message.isEmpty()) {
        lost.add("submission " + promise.submission);
        continue;
      }
      List<CopyRow> copies = CopyRow.ofMessage(tx, message.get().key());
      for (String recipient : promise.letter.envelope) {
        Mailbox mailbox = Mailbox.of(recipient);
        byte[] hash = gateway.get().gateway().addresses().hash(mailbox);
        List<CopyRow> mine =
            copies.stream().filter(copy -> Arrays.equals(copy.recipientHash(), hash)).toList();
        String trouble =
            mine.size() != 1
                ? mine.size() + " copies"
                : trouble(
                    tx,
                    promise.letter,
                    mine.getFirst(),
                    arrived.getOrDefault(mailbox.wire().toLowerCase(Locale.ROOT), List.of()),
                    arrived.getOrDefault(
                        promise.letter.reversePath.toLowerCase(Locale.ROOT), List.of()),
                    mailbox.wire());
        if (!trouble.isEmpty()) {
          lost.add(promise.submission + " for one recipient: " + trouble);
        }
      }
    }
    return lost;
  }

  private static String trouble(
      Tx tx,
      Letter letter,
      CopyRow copy,
      List<CapturedMail> came,
      List<CapturedMail> toSender,
      String recipient) {
    long contents =
        came.stream()
            .filter(mail -> mail.header("Message-ID").orElse("").equals(letter.messageId))
            .count();
    return switch (copy.state()) {
      case QUEUED -> waits(tx, 1, copy.key()) ? "" : "queued, and not in the queue";
      case HELD -> waits(tx, 1, copy.key()) ? "" : "held, and nothing will ever end it";
      case DELIVERED -> contents == 1 ? "" : "delivered, and arrived " + contents + " times";
      case NOTIFIED, OPENED, ANSWERED -> {
        boolean link =
            came.stream().anyMatch(mail -> mail.header("X-Postern-Conversation").isPresent());
        yield copy.slot() == null
            ? "notified, and has no slot"
            : link ? "" : "notified, and no notification came";
      }
      case FAILED ->
          letter.reversePath.isEmpty()
                  || toSender.stream()
                      .anyMatch(mail -> mail.from().isEmpty() && mail.raw().contains(recipient))
                  || tx.one(
                          "SELECT 1 FROM own_mail WHERE copy = ? AND kind = 'REPORT'",
                          r -> 1,
                          copy.key())
                      .isPresent()
                  || tx.one(
                          "SELECT 1 FROM copy_event WHERE copy = ? AND what = 'report-lost'",
                          r -> 1,
                          copy.key())
                      .isPresent()
              ? ""
              : "failed, and nobody told the sender";
      case REVOKED ->
          contents > 0
              ? "revoked, and arrived"
              : waits(tx, 1, copy.key()) ? "revoked, and still in the queue" : "";
      case EXPIRED, BOUNCED -> "";
    };
  }

  private static boolean waits(Tx tx, int kind, long copy) {
    return tx.one("SELECT 1 FROM queue WHERE kind = ? AND subject = ?", r -> 1, kind, copy)
        .isPresent();
  }
}
