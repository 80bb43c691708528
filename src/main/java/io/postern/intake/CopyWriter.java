package io.postern.intake;

import io.postern.conversation.CopyRow;
import io.postern.conversation.CopyState;
import io.postern.queue.Item;
import io.postern.queue.Queue;
import io.postern.seal.Addresses;
import io.postern.smtp.Envelope;
import io.postern.smtp.Mailbox;
import io.postern.store.Database;
import io.postern.store.Tx;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes a recipient's copy and queues it. */
public final class CopyWriter {
  private final Database database;
  private final Addresses addresses;
  private final Queue queue;

  public CopyWriter(Database database, Addresses addresses, Queue queue) {
    this.database = database;
    this.addresses = addresses;
    this.queue = queue;
  }

  /** A copy about to be written. */
  @SuppressWarnings("ArrayRecordComponent")
  record Row(
      long key,
      String publicId,
      long message,
      long conversation,
      long organisation,
      byte[] recipient,
      byte[] recipientHash,
      long destination,
      boolean toOwner,
      String reportOn,
      byte @Nullable [] orcpt,
      byte @Nullable [] rightSealed,
      @Nullable Instant rightAt,
      byte @Nullable [] numberSealed,
      byte @Nullable [] codeKey,
      Instant createdAt) {

    /** The same copy as an answer's, on its way to the original sender. */
    Row toTheOwner() {
      return new Row(
          key,
          publicId,
          message,
          conversation,
          organisation,
          recipient,
          recipientHash,
          destination,
          true,
          reportOn,
          orcpt,
          null,
          null,
          null,
          null,
          createdAt);
    }

    /** The same copy with a right that an earlier one of the conversation was given. */
    Row inheriting(CopyRow earlier, byte @Nullable [] number) {
      return new Row(
          key,
          publicId,
          message,
          conversation,
          organisation,
          recipient,
          recipientHash,
          destination,
          toOwner,
          reportOn,
          orcpt,
          null,
          earlier.rightAt(),
          number,
          earlier.codeKey(),
          createdAt);
    }
  }

  Row row(
      String publicId,
      long message,
      long conversation,
      long organisation,
      Mailbox recipient,
      Set<Envelope.Notify> reports,
      @Nullable String orcpt,
      byte @Nullable [] rightSealed,
      Instant now) {
    return new Row(
        database.newKey(),
        publicId,
        message,
        conversation,
        organisation,
        addresses.seal(recipient),
        addresses.hash(recipient),
        addresses.destination(recipient.domain()),
        false,
        reports.stream().map(Enum::name).sorted().collect(Collectors.joining(" ")),
        orcpt == null ? null : addresses.sealText(orcpt),
        rightSealed,
        rightSealed == null ? null : now,
        null,
        null,
        now);
  }

  void insert(Tx tx, Row row) {
    tx.update(
        """
        INSERT INTO copy (key, public_id, message, conversation, organisation, recipient,
          recipient_hash, to_owner, report_on, orcpt, state, deferred, right_sealed, right_at,
          number_sealed, code_key, cleartext, failures, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?, ?, ?, ?, 0, 0, ?)
        """,
        row.key,
        row.publicId,
        row.message,
        row.conversation,
        row.organisation,
        row.recipient,
        row.recipientHash,
        row.toOwner,
        row.reportOn,
        row.orcpt,
        CopyState.QUEUED.name(),
        row.rightSealed,
        row.rightAt,
        row.numberSealed,
        row.codeKey,
        row.createdAt);
    queue.add(tx, Item.Kind.COPY, row.key, row.organisation, row.destination, Item.ALONE);
  }

  void wake() {
    queue.wake();
  }
}
