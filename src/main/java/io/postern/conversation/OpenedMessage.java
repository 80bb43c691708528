package io.postern.conversation;

import io.postern.mime.MessageReader;
import io.postern.seal.Addresses;
import io.postern.seal.DataKey;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;

/** A message whose data key is at hand. Belongs to one request. */
final class OpenedMessage implements Room.Message {
  private final MessageRow row;
  private final DataKey key;
  private final Contents contents;
  private final Card card;
  private final Room.Person from;

  OpenedMessage(MessageRow row, DataKey key, Contents contents, Addresses addresses) {
    this.row = row;
    this.key = key;
    this.contents = contents;
    this.card = contents.card(row, key);
    this.from = new Room.Person(card.fromName(), addresses.open(row.sender()).toString());
  }

  MessageRow row() {
    return row;
  }

  DataKey key() {
    return key;
  }

  Card card() {
    return card;
  }

  @Override
  public String id() {
    return row.publicId();
  }

  @Override
  public Room.Person from() {
    return from;
  }

  @Override
  public Instant sentAt() {
    return row.acceptedAt();
  }

  @Override
  public String subject() {
    return card.subject();
  }

  @Override
  public MessageReader reader() {
    return new MessageReader(contents.parts(row, key), contents.bytes(row, key));
  }

  @Override
  public InputStream raw() throws IOException {
    return contents.from(row, key, 0, row.size());
  }

  @Override
  public long rawSize() {
    return row.size();
  }
}
