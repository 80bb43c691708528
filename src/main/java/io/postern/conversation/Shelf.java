package io.postern.conversation;

import io.postern.directory.Account;
import io.postern.directory.Directory;
import io.postern.directory.Organisation;
import io.postern.seal.Addresses;
import io.postern.seal.DataKey;
import io.postern.seal.KeyService;
import io.postern.seal.SlotKind;
import io.postern.smtp.Mailbox;
import io.postern.store.Database;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the conversations of an account and opens what it has slots for. */
final class Shelf {
  static final int PAGE = 30;

  private final Database database;
  private final Directory directory;
  private final KeyService keys;
  private final Addresses addresses;
  private final Contents contents;

  Shelf(
      Database database,
      Directory directory,
      KeyService keys,
      Addresses addresses,
      Contents contents) {
    this.database = database;
    this.directory = directory;
    this.keys = keys;
    this.addresses = addresses;
    this.contents = contents;
  }

  /** Keys of conversations the account wrote, newest message first. */
  List<Long> sent(Account account, int page) {
    return database.read(tx ->
        tx.list(
            """
            SELECT t.conversation FROM message m JOIN thread t ON t.message = m.key
            WHERE m.sender_account = ? AND m.content IS NOT NULL
            GROUP BY t.conversation ORDER BY MAX(m.key) DESC LIMIT ? OFFSET ?
            """,
            r -> r.getLong(1),
            account.key(),
            PAGE,
            page * PAGE));
  }

  /** Keys of conversations in which something came to the account, newest first. */
  List<Long> received(Account account, int page) {
    List<byte[]> hashes = addressesOf(account).map(addresses::hash).toList();
    String marks = String.join(", ", hashes.stream().map(hash -> "?").toList());
    List<Object> values = new ArrayList<>(hashes);
    values.add(PAGE);
    values.add(page * PAGE);
    return database.read(tx ->
        tx.list(
            // The number of marks is ours; no value stands in the text.
            "SELECT c.conversation FROM copy c JOIN message m ON m.key = c.message"
                + " WHERE c.recipient_hash IN ("
                + marks
                + ") AND m.content IS NOT NULL AND (c.to_owner = 1"
                + " OR c.slot IS NOT NULL AND c.verification = 'ACCOUNT')"
                + " GROUP BY c.conversation ORDER BY MAX(c.key) DESC LIMIT ? OFFSET ?",
            r -> r.getLong(1),
            values.toArray()));
  }

  /** The copies of this account in a conversation, oldest first. */
  List<CopyRow> copies(Account account, long conversation) {
    return database.read(tx ->
        addressesOf(account)
            .flatMap(
                mailbox -> CopyRow.ofRecipient(tx, addresses.hash(mailbox), conversation).stream())
            .toList());
  }

  boolean owns(Account account, ConversationRow conversation) {
    Long owner = conversation.owner();
    return owner != null && owner == account.key();
  }

  /** Every message of the conversation that the account has a slot for, with its opened key. */
  Map<MessageRow, DataKey> open(Account account, ConversationRow conversation) {
    Map<MessageRow, DataKey> opened = new LinkedHashMap<>();
    List<CopyRow> mine = copies(account, conversation.key());
    for (MessageRow message :
        database.read(tx -> MessageRow.ofConversation(tx, conversation.key()))) {
      key(account, conversation, message, mine).ifPresent(key -> opened.put(message, key));
    }
    return opened;
  }

  private Optional<DataKey> key(
      Account account, ConversationRow conversation, MessageRow message, List<CopyRow> mine) {
    if (message.content() == null) {
      return Optional.empty();
    }
    byte[] senderSlot = message.senderSlot();
    if (owns(account, conversation) && senderSlot != null) {
      Organisation organisation = directory.organisation(message.organisation()).orElseThrow();
      return Optional.of(
          keys.openWith(
              organisation.keys().wrappedPrivate(), senderSlot, Slots.sender(message.publicId())));
    }
    for (CopyRow copy : mine) {
      byte[] slot = copy.slot();
      if (copy.message() == message.key() && slot != null && copy.state().isReadable()) {
        return open(account, conversation, copy, slot);
      }
    }
    return Optional.empty();
  }

  private Optional<DataKey> open(
      Account account, ConversationRow conversation, CopyRow copy, byte[] slot) {
    if (copy.linkDigest() != null) {
      return Optional.empty();
    }
    var context = Slots.recipient(conversation.publicId(), copy.publicId(), SlotKind.ACCOUNT);
    Long organisation = account.organisation();
    return Optional.of(
        organisation == null
            ? keys.openWithDeployment(slot, context)
            : keys.openWith(
                directory.organisation(organisation).orElseThrow().keys().wrappedPrivate(),
                slot,
                context));
  }

  /** The line of a list, from the newest message that opens. */
  Optional<AccountDoor.Line> line(Account account, long conversationKey, AccountDoor.Box box) {
    ConversationRow conversation =
        database.read(tx -> ConversationRow.byKey(tx, conversationKey)).orElseThrow();
    Map<MessageRow, DataKey> opened = open(account, conversation);
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    MessageRow newest = null;
    Card card = null;
    for (Map.Entry<MessageRow, DataKey> entry : opened.entrySet()) {
      newest = entry.getKey();
      try (DataKey key = entry.getValue()) {
        card = contents.card(newest, key);
      }
    }
    if (newest == null || card == null) {
      return Optional.empty();
    }
    List<CopyRow> all = database.read(tx -> CopyRow.ofConversation(tx, conversationKey));
    boolean unread =
        copies(account, conversationKey).stream()
            .anyMatch(copy -> copy.openedAt() == null && copy.state().isReadable());
    return Optional.of(
        new AccountDoor.Line(
            conversation.publicId(),
            card.subject(),
            with(box, newest, card, all),
            newest.acceptedAt(),
            unread && box == AccountDoor.Box.INBOX,
            card.hasAttachments(),
            card.snippet(),
            owns(account, conversation)
                ? all.stream().filter(copy -> !copy.toOwner()).map(CopyRow::state).toList()
                : List.of()));
  }

  private List<String> with(
      AccountDoor.Box box, MessageRow newest, Card card, List<CopyRow> copies) {
    return switch (box) {
      case INBOX ->
          List.of(
              card.fromName().isEmpty()
                  ? addresses.open(newest.sender()).toString()
                  : card.fromName());
      case SENT ->
          copies.stream()
              .filter(copy -> !copy.toOwner())
              .map(copy -> addresses.open(copy.recipient()).toString())
              .distinct()
              .toList();
    };
  }

  static Stream<Mailbox> addressesOf(Account account) {
    return Stream.concat(Stream.of(account.address()), account.aliases().stream());
  }
}
