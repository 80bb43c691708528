package io.postern.intake;

import io.postern.conversation.Slots;
import io.postern.directory.Organisation;
import io.postern.seal.DataKey;
import io.postern.seal.HpkePublicKey;
import io.postern.seal.KeyService;
import io.postern.seal.KeySlots;
import org.jspecify.annotations.Nullable;

/** Makes the slots every message begins with (SPEC 14.1, 14.2). */
public final class MessageSlots {
  private final KeyService keys;

  public MessageSlots(KeyService keys) {
    this.keys = keys;
  }

  /**
   * The slots.
   *
   * @param senderSlot null when the organisation keeps no sender copies
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Made(String queueKey, byte[] queueSlot, byte @Nullable [] senderSlot) {}

  Made make(DataKey key, String messageId, Organisation organisation, boolean forSender) {
    KeyService.QueueKey queueKey = keys.queueKey();
    return new Made(
        queueKey.id(),
        KeySlots.toKey(key, queueKey.publicKey(), Slots.queue(messageId)),
        forSender
            ? KeySlots.toKey(
                key, HpkePublicKey.of(organisation.keys().publicKey()), Slots.sender(messageId))
            : null);
  }
}
