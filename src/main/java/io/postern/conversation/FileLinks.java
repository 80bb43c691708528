package io.postern.conversation;

import io.postern.seal.DataKey;
import io.postern.seal.KeyGone;
import io.postern.seal.KeyService;
import io.postern.seal.KeySlots;
import io.postern.seal.LinkSecret;
import io.postern.seal.SecretBox;
import io.postern.store.Database;
import io.postern.transport.TlsRequirement;
import java.security.SecureRandom;
import java.util.Optional;

/** Makes links to single parts of a message, and finds again what was made before. */
public final class FileLinks {
  private final Database database;
  private final KeyService keys;
  private final SecureRandom random;

  public FileLinks(Database database, KeyService keys, SecureRandom random) {
    this.database = database;
    this.keys = keys;
    this.random = random;
  }

  /** Whose part it is. */
  public record Owner(MessageRow message, CopyRow copy) {}

  /** A row to insert, for this secret. The secret waits in it for the next attempt, sealed. */
  public FileLinkRow make(
      Owner owner,
      DataKey key,
      String part,
      FileCard card,
      LinkSecret link,
      TlsRequirement onlyOver) {
    String id = PublicId.fresh(random);
    return new FileLinkRow(
        database.newKey(),
        id,
        owner.copy.key(),
        owner.message.key(),
        part,
        link.digest(),
        KeySlots.toFile(
            key,
            link,
            FileGuests.held(keys, link),
            Slots.file(owner.message.publicId(), owner.copy.publicId(), part)),
        SecretBox.seal(link.reveal(), card.encode(), Slots.fileCard(id)),
        onlyOver,
        keys.sealForQueue(link.reveal(), Slots.filePending(id)),
        null,
        false);
  }

  /** The secret of a link that still waits; empty when its hour's key is gone. */
  public Optional<LinkSecret> secret(FileLinkRow row) {
    KeyService.Queued pending = row.pending();
    if (pending == null) {
      return Optional.empty();
    }
    try {
      return LinkSecret.ofBytes(keys.openFromQueue(pending, Slots.filePending(row.publicId())));
    } catch (KeyGone gone) {
      return Optional.empty();
    }
  }
}
