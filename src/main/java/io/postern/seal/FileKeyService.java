package io.postern.seal;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Predicate;

/** Keys in files. */
public final class FileKeyService implements KeyService {
  private FileKeyService() {}

  /**
   * Opens the keys, creating them where there are none.
   *
   * @param masterKeyFile the master key, 0600
   * @param queueKeyFolder the hours' queue keys, 0700: not in the data folder, not in its backups
   * @param dataFolder where what is sealed stands; it remembers which master key that was, so that
   *     a lost key is noticed and not replaced
   * @throws IOException when they cannot be read or written, or when the data was sealed under
   *     another master key
   */
  public static FileKeyService open(
      Path masterKeyFile,
      Path queueKeyFolder,
      Path dataFolder,
      InstantSource clock,
      SecureRandom random)
      throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public QueueKey queueKey() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Queued sealForQueue(byte[] plain, String context) {
    throw new UnsupportedOperationException();
  }

  @Override
  public byte[] openFromQueue(Queued queued, String context) throws KeyGone {
    throw new UnsupportedOperationException();
  }

  @Override
  public DataKey openQueueSlot(String keyId, byte[] slot, SlotContext context) throws KeyGone {
    throw new UnsupportedOperationException();
  }

  @Override
  public int destroyQueueKeys(Predicate<String> stillNeeded) {
    throw new UnsupportedOperationException();
  }

  @Override
  public OrganisationKey newOrganisationKey() {
    throw new UnsupportedOperationException();
  }

  @Override
  public DataKey openWith(byte[] wrappedPrivate, byte[] slot, SlotContext context) {
    throw new UnsupportedOperationException();
  }

  @Override
  public HpkePublicKey deploymentKey() {
    throw new UnsupportedOperationException();
  }

  @Override
  public DataKey openWithDeployment(byte[] slot, SlotContext context) {
    throw new UnsupportedOperationException();
  }

  @Override
  public byte[] sealSecret(byte[] plain, String context) {
    throw new UnsupportedOperationException();
  }

  @Override
  public byte[] openSecret(byte[] sealed, String context) {
    throw new UnsupportedOperationException();
  }

  @Override
  public byte[] digest(String purpose, byte[] secret) {
    throw new UnsupportedOperationException();
  }

  @Override
  public byte[] pepper(String organisation, String recipientKey) throws PepperExhausted {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
