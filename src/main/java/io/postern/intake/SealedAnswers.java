package io.postern.intake;

import io.postern.conversation.AnswerIntake;
import io.postern.conversation.Card;
import io.postern.conversation.Contents;
import io.postern.conversation.ConversationRow;
import io.postern.conversation.CopyRow;
import io.postern.conversation.CopyState;
import io.postern.conversation.MessageRow;
import io.postern.conversation.PublicId;
import io.postern.conversation.Slots;
import io.postern.directory.Directory;
import io.postern.directory.Organisation;
import io.postern.mime.HeaderField;
import io.postern.mime.HeaderSection;
import io.postern.policy.MessagePolicy;
import io.postern.seal.Addresses;
import io.postern.seal.DataKey;
import io.postern.seal.KeyService;
import io.postern.store.ContentStore;
import io.postern.store.Database;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The one door, as answers from portal and web app come to it (SPEC 9.1). */
public final class SealedAnswers implements AnswerIntake {
  private final Database database;
  private final Directory directory;
  private final ContentStore contents;
  private final KeyService keys;
  private final Addresses addresses;
  private final CopyWriter copies;
  private final MessageSlots slots;
  private final InstantSource clock;
  private final SecureRandom random;

  public SealedAnswers(
      Database database,
      Directory directory,
      ContentStore contents,
      KeyService keys,
      Addresses addresses,
      CopyWriter copies,
      MessageSlots slots,
      InstantSource clock,
      SecureRandom random) {
    this.database = database;
    this.directory = directory;
    this.contents = contents;
    this.keys = keys;
    this.addresses = addresses;
    this.copies = copies;
    this.slots = slots;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public void store(Draft draft) throws IOException {
    Instant now = clock.instant();
    String messageId = PublicId.fresh(random);
    try (DataKey key = DataKey.fresh(random);
        Joined joined = new Joined(key, messageId, draft)) {
      draft.body().writeTo(joined);
      write(draft, messageId, key, joined.finish(), now);
    }
    copies.wake();
  }

  private void write(
      Draft draft, String messageId, DataKey key, SealingStream.Sealed sealed, Instant now) {
    Organisation organisation =
        directory.organisation(draft.conversation().organisation()).orElseThrow();
    // The original sender reads answers with this slot, so it is made whatever sender copies say.
    MessageSlots.Made made = slots.make(key, messageId, organisation, true);
    MessageRow message = message(draft, messageId, key, sealed, made, now);
    List<Link> links = draft.links().make(key, message.key(), messageId);
    List<CopyWriter.Row> rows = new ArrayList<>();
    for (Recipient recipient : draft.recipients()) {
      rows.add(row(recipient, message, draft, now));
    }
    database.write(tx -> {
      message.insert(tx);
      ConversationRow.addMessage(tx, draft.conversation().key(), message.key(), draft.toAll());
      for (Link link : links) {
        tx.update(
            "INSERT INTO key_link (holder, held, author, bytes) VALUES (?, ?, ?, ?)",
            link.holder(),
            link.held(),
            link.author(),
            link.bytes());
      }
      rows.forEach(row -> copies.insert(tx, row));
      Long from = draft.authorCopy();
      if (from != null) {
        tx.update(
            "UPDATE copy SET state = ? WHERE key = ? AND state IN ('NOTIFIED', 'OPENED')",
            CopyState.ANSWERED.name(),
            from);
        CopyRow.note(tx, database.newKey(), from, now, "answered", null);
      }
      return true;
    });
  }

  private MessageRow message(
      Draft draft,
      String messageId,
      DataKey key,
      SealingStream.Sealed sealed,
      MessageSlots.Made made,
      Instant now) {
    Card card =
        new Card(
            draft.subject(),
            draft.authorName(),
            draft.recipients().stream().map(one -> one.mailbox().toString()).toList(),
            "",
            AttachmentMark.of(sealed.parts()));
    return new MessageRow(
        database.newKey(),
        messageId,
        draft.conversation().organisation(),
        null,
        addresses.seal(draft.author()),
        draft.authorAccount(),
        // A guest gets no reports by mail: the conversation's owner sees what became of it.
        draft.authorAccount() == null ? "" : draft.author().toString(),
        null,
        sealed.ref().text(),
        sealed.ref().length(),
        sealed.size(),
        sealed.parts().eightBit() ? MessageRow.EIGHT_BIT : 0,
        Contents.sealCard(key, messageId, card),
        Contents.sealParts(key, messageId, sealed.parts()),
        MessagePolicy.plain(draft.author()).encode(),
        draft.language(),
        made.queueKey(),
        made.queueSlot(),
        null,
        null,
        made.senderSlot(),
        now,
        draft.expiresAt(),
        false);
  }

  private CopyWriter.Row row(Recipient recipient, MessageRow message, Draft draft, Instant now) {
    String copyId = PublicId.fresh(random);
    CopyWriter.Row row =
        copies.row(
            copyId,
            message.key(),
            draft.conversation().key(),
            message.organisation(),
            recipient.mailbox(),
            Set.of(),
            null,
            null,
            now);
    CopyRow earlier = recipient.inherits();
    if (recipient.toOwner()) {
      return row.toTheOwner();
    }
    return earlier == null ? row : row.inheriting(earlier, number(earlier, copyId));
  }

  /** A number is bound to its copy: it is sealed anew for this one. */
  private byte @Nullable [] number(CopyRow earlier, String copyId) {
    byte[] sealed = earlier.numberSealed();
    return sealed == null
        ? null
        : keys.sealSecret(
            keys.openSecret(sealed, Slots.number(earlier.publicId())), Slots.number(copyId));
  }

  /**
   * Joins the draft's header and the body's content fields to one header section, then seals what
   * follows as it comes, up to the limit.
   */
  private final class Joined extends OutputStream {
    private static final int MOST_HEADER = 16 * 1024;

    private final DataKey key;
    private final String messageId;
    private final Draft draft;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private @Nullable SealingStream sealing;
    private int ended;

    Joined(DataKey key, String messageId, Draft draft) {
      this.key = key;
      this.messageId = messageId;
      this.draft = draft;
    }

    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
      int at = offset;
      int end = offset + length;
      while (sealing == null && at < end) {
        byte octet = octets[at++];
        head.write(octet);
        if (endsSection(octet)) {
          begin();
        } else if (head.size() > MOST_HEADER) {
          throw new IOException("the content fields do not end");
        }
      }
      SealingStream open = sealing;
      if (open != null && at < end) {
        if (open.size() + (end - at) > draft.limit()) {
          throw new TooBig();
        }
        open.write(octets, at, end - at);
      }
    }

    /** Whether this octet ends the empty line after the fields. */
    private boolean endsSection(byte octet) {
      ended = octet == (ended % 2 == 0 ? '\r' : '\n') ? ended + 1 : octet == '\r' ? 1 : 0;
      return ended == 4;
    }

    private void begin() throws IOException {
      HeaderSection fields =
          HeaderSection.read(new ByteArrayInputStream(head.toByteArray()), MOST_HEADER + 4);
      HeaderSection whole = draft.header();
      for (HeaderField field : fields.fields()) {
        if (!field.is("MIME-Version")) {
          whole = whole.append(field);
        }
      }
      sealing = new SealingStream(contents, key, messageId, whole);
    }

    SealingStream.Sealed finish() throws IOException {
      SealingStream open = sealing;
      if (open == null) {
        throw new IOException("the answer has no body");
      }
      return open.finish();
    }

    @Override
    public void close() throws IOException {
      SealingStream open = sealing;
      if (open != null) {
        open.close();
      }
    }
  }
}
