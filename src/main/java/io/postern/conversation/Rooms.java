package io.postern.conversation;

import io.postern.directory.Brand;
import io.postern.seal.Addresses;
import io.postern.seal.DataKey;
import io.postern.seal.LinkSecret;
import io.postern.smtp.Mailbox;
import io.postern.store.Database;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts a conversation together as one reader may see it. */
final class Rooms {
  private final Database database;
  private final Contents contents;
  private final Addresses addresses;

  Rooms(Database database, Contents contents, Addresses addresses) {
    this.database = database;
    this.contents = contents;
    this.addresses = addresses;
  }

  /** What a guest's key opens: their message, what it answers, and what they wrote themselves. */
  List<OpenedMessage> guestThread(Doorsteps.Behind behind, LinkSecret link, DataKey key) {
    Map<Long, OpenedMessage> opened = new LinkedHashMap<>();
    open(opened, behind.message(), key);
    follow(opened, behind.message().key(), Set.of(behind.copy().key()), link);
    return sorted(opened);
  }

  /**
   * What an account's keys open in its conversation.
   *
   * @param keys every message it has a slot for
   * @param copies its copies: what it wrote itself hangs on them
   */
  List<OpenedMessage> accountThread(Map<MessageRow, DataKey> keys, Set<Long> copies) {
    Map<Long, OpenedMessage> opened = new LinkedHashMap<>();
    keys.forEach((message, key) -> open(opened, message, key));
    for (MessageRow message : keys.keySet()) {
      follow(opened, message.key(), copies, null);
    }
    return sorted(opened);
  }

  private void open(Map<Long, OpenedMessage> opened, MessageRow message, DataKey key) {
    if (message.content() != null) {
      opened.put(message.key(), new OpenedMessage(message, key, contents, addresses));
    }
  }

  private void follow(
      Map<Long, OpenedMessage> opened, long from, Set<Long> authors, @Nullable LinkSecret link) {
    OpenedMessage holder = opened.get(from);
    if (holder == null) {
      return;
    }
    for (KeyLinks.Link way : database.read(tx -> KeyLinks.from(tx, from))) {
      Optional<MessageRow> held = database.read(tx -> MessageRow.byKey(tx, way.held()));
      if (held.isEmpty() || opened.containsKey(way.held())) {
        continue;
      }
      String id = held.get().publicId();
      Long author = way.author();
      if (author == null) {
        open(opened, held.get(), KeyLinks.followParent(holder.key(), way.bytes(), id));
        follow(opened, way.held(), authors, link);
      } else if (authors.contains(author)) {
        // A guest needs the link beside the key; an account's key is enough.
        open(
            opened,
            held.get(),
            link == null
                ? KeyLinks.followParent(holder.key(), way.bytes(), id)
                : KeyLinks.followAuthor(holder.key(), link, way.bytes(), id));
      }
    }
  }

  private static List<OpenedMessage> sorted(Map<Long, OpenedMessage> opened) {
    return opened.values().stream()
        .sorted(Comparator.comparingLong(message -> message.row().key()))
        .toList();
  }

  /**
   * The room as the reader sees it.
   *
   * @param reader whose room it is
   * @param isOwner whether the reader is the original sender, who alone sees states
   */
  Room room(
      ConversationRow conversation,
      Brand host,
      Mailbox reader,
      boolean isOwner,
      List<OpenedMessage> thread,
      Instant readableUntil) {
    OpenedMessage first = thread.getFirst();
    List<CopyRow> copies = database.read(tx -> CopyRow.ofConversation(tx, conversation.key()));
    MessageRow original =
        database.read(tx -> MessageRow.ofConversation(tx, conversation.key())).getFirst();
    Mailbox sender = addresses.open(original.sender());
    String senderName = original.key() == first.row().key() ? first.card().fromName() : "";
    List<Room.Participant> participants = new ArrayList<>();
    participants.add(
        new Room.Participant(
            "", new Room.Person(senderName, sender.toString()), true, false, null));
    Room.Person me = new Room.Person(isOwner ? senderName : "", reader.toString());
    for (CopyRow copy : copies) {
      if (copy.message() != original.key()) {
        continue;
      }
      Mailbox mailbox = addresses.open(copy.recipient());
      Room.Person person = new Room.Person(nameOf(mailbox, first.card()), mailbox.toString());
      if (mailbox.equals(reader)) {
        me = person;
      }
      participants.add(
          new Room.Participant(
              copy.publicId(),
              person,
              false,
              copy.state() == CopyState.DELIVERED,
              isOwner ? copy.state() : null,
              isOwner && copy.slot() != null ? copy.verification() : null));
    }
    return new Room(
        conversation.publicId(),
        host,
        me,
        List.copyOf(thread),
        participants,
        conversation.bcc() ? first.card().to() : List.of(),
        !conversation.bcc() && participants.size() > 2,
        readableUntil);
  }

  /** The display name the sender gave this recipient, where the header had one. */
  private static String nameOf(Mailbox mailbox, Card card) {
    String bracketed = " <" + mailbox + ">";
    return card.to().stream()
        .filter(line -> line.endsWith(bracketed))
        .map(line -> line.substring(0, line.length() - bracketed.length()))
        .findFirst()
        .orElse("");
  }
}
