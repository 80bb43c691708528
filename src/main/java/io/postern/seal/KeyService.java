package io.postern.seal;

import java.time.Instant;
import java.util.function.Predicate;

/**
 * Holds the keys that open what was sealed to them: master, deployment, organisation and queue
 * keys. One contract suite holds every implementation. Thread-safe. Errors never contain what was
 * sealed; a seal that does not open is {@link BrokenSeal}.
 */
public interface KeyService extends AutoCloseable {

  /**
   * This hour's queue key (SPEC 14.2). Ask for it when the slot is made, not before the content
   * streams: an ended hour's key that no row names is destroyed a quarter of an hour later.
   */
  QueueKey queueKey();

  /**
   * When a queue key's hour began: it is destroyed 72 h later at the latest.
   *
   * @throws KeyGone when there is no such key any more
   */
  Instant queueKeyMade(String keyId) throws KeyGone;

  /** Seals a small thing that waits in the queue, such as a notification with its link. */
  Queued sealForQueue(byte[] plain, String context);

  /**
   * Opens it again.
   *
   * @throws KeyGone when the hour's key was destroyed
   * @throws BrokenSeal when the bytes were changed or the context is another
   */
  byte[] openFromQueue(Queued queued, String context) throws KeyGone;

  /**
   * Opens a queue slot.
   *
   * @param keyId of the {@link QueueKey} it was made to
   * @throws KeyGone when the hour's key was destroyed
   */
  DataKey openQueueSlot(String keyId, byte[] slot, SlotContext context) throws KeyGone;

  /**
   * Destroys the queue keys of ended hours that nobody needs, and every key that is 72 h old.
   *
   * @param stillNeeded whether a row in the queue names this key id; when it throws, what was not
   *     asked yet stays
   * @return how many were destroyed
   */
  int destroyQueueKeys(Predicate<String> stillNeeded);

  /** Makes an organisation's key pair, for sender and account slots. */
  OrganisationKey newOrganisationKey();

  /**
   * Opens a sender or account slot with an organisation's key.
   *
   * @throws BrokenSeal when it does not open
   */
  DataKey openWith(byte[] wrappedPrivate, byte[] slot, SlotContext context);

  /** The deployment's public key: account slots of personal accounts, and secrets at rest. */
  HpkePublicKey deploymentKey();

  /**
   * Opens an account slot of a personal account.
   *
   * @throws BrokenSeal when it does not open
   */
  DataKey openWithDeployment(byte[] slot, SlotContext context);

  /** Seals a secret at rest (numbers, DKIM keys, TOTP seeds) to the deployment key. */
  byte[] sealSecret(byte[] plain, String context);

  /**
   * @throws BrokenSeal when the bytes were changed or the context is another
   */
  byte[] openSecret(byte[] sealed, String context);

  /**
   * A keyed digest, 32 octets: how API keys and SMTP secrets are kept. Compare with {@link
   * java.security.MessageDigest#isEqual}.
   *
   * @param purpose different purposes give unrelated digests
   */
  byte[] digest(String purpose, byte[] secret);

  /**
   * PRF(pepper, organisation ‖ recipient) for access codes: 32 octets, at most ten within 24 h per
   * organisation and recipient, whether to seal a newly given code or to try a typed one (SPEC
   * 14.3). Counted in this process; with several nodes the counter will have to be shared.
   */
  byte[] pepper(String organisation, String recipientKey) throws PepperExhausted;

  /**
   * Gives one evaluation back: the code came from the sender, or it opened. What is left to count
   * are guesses, so that ten of them lock the code and a busy recipient locks nothing.
   */
  void noGuess(String organisation, String recipientKey);

  @Override
  void close();

  /**
   * An hour's key.
   *
   * @param id kept in the row beside the slot; at most 32 ASCII characters
   */
  record QueueKey(String id, HpkePublicKey publicKey) {}

  /**
   * Something sealed that waits in the queue.
   *
   * @param keyId which hour's key opens it
   */
  record Queued(String keyId, byte[] bytes) {}

  /**
   * An organisation's key pair as it is kept.
   *
   * @param wrappedPrivate opens only here
   */
  record OrganisationKey(HpkePublicKey publicKey, byte[] wrappedPrivate) {}
}
