package io.postern.admin;

import io.postern.admin.NotDone.Why;
import io.postern.conversation.ConversationRow;
import io.postern.conversation.CopyRow;
import io.postern.conversation.CopyState;
import io.postern.conversation.MessageRow;
import io.postern.directory.Organisation;
import io.postern.policy.Explanation;
import io.postern.policy.Row;
import io.postern.policy.Verification;
import io.postern.smtp.Mailbox;
import io.postern.store.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of a message (SPEC 13.1): its recipients, where each stands, how it came to that, and
 * on what evidence. Addresses are opened for the administrator who asks; subject and content are
 * not.
 */
public final class Tracking {
  private final Administration.World world;

  Tracking(Administration.World world) {
    this.world = world;
  }

  /** A message that was accepted. */
  public record Traced(
      String id,
      String organisation,
      Mailbox sender,
      Instant acceptedAt,
      Instant expiresAt,
      long size,
      List<Recipient> recipients) {}

  /**
   * One recipient's copy.
   *
   * @param bcc whether only the sender knows of this recipient
   * @param row the row of the ladder that was taken, or null
   * @param verification what proves the recipient at the portal, or null
   * @param explanation each row that was asked, with its answer
   * @param timeline what happened, oldest first
   */
  public record Recipient(
      String id,
      Mailbox address,
      boolean bcc,
      CopyState state,
      @Nullable Row row,
      @Nullable Verification verification,
      Explanation explanation,
      List<Event> timeline) {}

  /**
   * A step.
   *
   * @param what a code
   * @param detail evidence, reason or code; never an address
   */
  public record Event(Instant at, String what, @Nullable String detail) {}

  /**
   * Finds messages.
   *
   * @param name the id in the {@code 250}, the id of a copy, or the Message-ID of the mail, with or
   *     without its angle brackets
   * @return those it may mean, newest first: a Message-ID is its sender's word, and a mail server
   *     that splits a message hands it in more than once
   */
  public List<Traced> find(String name) throws NotDone {
    List<MessageRow> found = world.database().read(tx -> messages(tx, name.strip()));
    if (found.isEmpty()) {
      throw new NotDone(Why.NOT_FOUND, "no message has this id, and no copy of one");
    }
    return found.stream().map(this::traced).toList();
  }

  private List<MessageRow> messages(Tx tx, String name) {
    Optional<MessageRow> byId =
        MessageRow.byPublicId(tx, name)
            .or(() ->
                CopyRow.byPublicId(tx, name).flatMap(copy -> MessageRow.byKey(tx, copy.message())));
    return byId.isPresent()
        ? List.of(byId.get())
        : tx
            .list(
                "SELECT message FROM message_name WHERE digest = ? ORDER BY message DESC LIMIT 100",
                r -> r.getLong(1),
                world.addresses().messageName(name))
            .stream()
            .flatMap(key -> MessageRow.byKey(tx, key).stream())
            .toList();
  }

  private Traced traced(MessageRow message) {
    List<Recipient> recipients =
        world
            .database()
            .read(tx ->
                CopyRow.ofMessage(tx, message.key()).stream()
                    .map(copy -> recipient(tx, copy))
                    .toList());
    return new Traced(
        message.publicId(),
        world
            .directory()
            .organisation(message.organisation())
            .map(Organisation::brand)
            .map(brand -> brand.name())
            .orElse(""),
        world.addresses().open(message.sender()),
        message.acceptedAt(),
        message.expiresAt(),
        message.size(),
        recipients);
  }

  private Recipient recipient(Tx tx, CopyRow copy) {
    String row = copy.rowTaken();
    String explanation = copy.explanation();
    return new Recipient(
        copy.publicId(),
        world.addresses().open(copy.recipient()),
        ConversationRow.byKey(tx, copy.conversation()).map(ConversationRow::bcc).orElse(false),
        copy.state(),
        row == null ? null : Row.ofCode(row),
        copy.verification(),
        explanation == null ? new Explanation(List.of()) : Explanation.decode(explanation),
        tx.list(
            "SELECT at, what, detail FROM copy_event WHERE copy = ? ORDER BY key",
            r -> new Event(Instant.ofEpochMilli(r.getLong(1)), r.getString(2), r.getString(3)),
            copy.key()));
  }
}
