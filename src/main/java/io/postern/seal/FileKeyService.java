package io.postern.seal;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Predicate;
import org.bouncycastle.crypto.CryptoServicesRegistrar;

/**
 * Keys in files: a master key, and apart from the data and its backups a folder of queue keys.
 * Deployment key, pepper and digest keys are derived from the master key; organisations' private
 * keys are sealed under another derived key and stand in the database.
 */
public final class FileKeyService implements KeyService {
  private final SecureRandom random;
  private final QueueKeys queueKeys;
  private final Hpke.Pair deployment;
  private final byte[] organisations;
  private final byte[] pepper;
  private final byte[] digests;
  private final PepperCount count;
  private volatile boolean closed;

  private FileKeyService(
      MasterKey master, Path queueKeyFolder, InstantSource clock, SecureRandom random)
      throws IOException {
    this.random = random;
    this.queueKeys = new QueueKeys(queueKeyFolder, master.derived("queue keys 1"), clock, random);
    this.deployment = Hpke.pair(master.derived("deployment 1"));
    this.organisations = master.derived("organisations 1");
    this.pepper = master.derived("pepper 1");
    this.digests = master.derived("digests 1");
    this.count = new PepperCount(clock);
  }

  /**
   * Opens the keys, creating them where there are none.
   *
   * @param masterKeyFile the master key, 0600
   * @param queueKeyFolder the hours' queue keys, 0700: not in the data folder, not in its backups
   * @param dataFolder where what is sealed stands; it remembers which master key that was, so that
   *     a lost key is noticed and not replaced
   * @param random becomes the source of every nonce and ephemeral key of this package
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
    Path queue = queueKeyFolder.toAbsolutePath().normalize();
    if (queue.startsWith(dataFolder.toAbsolutePath().normalize())) {
      throw new IOException(
          "the queue keys must not stand in the data folder: its backups would hold them");
    }
    CryptoServicesRegistrar.setSecureRandom(random);
    try (MasterKey master = MasterKey.open(masterKeyFile, dataFolder, random)) {
      return new FileKeyService(master, queue, clock, random);
    }
  }

  @Override
  public QueueKey queueKey() {
    return queueKeys.current();
  }

  @Override
  public Instant queueKeyMade(String keyId) throws KeyGone {
    return queueKeys.made(keyId);
  }

  @Override
  public Queued sealForQueue(byte[] plain, String context) {
    QueueKey key = queueKeys.current();
    return new Queued(key.id(), key.publicKey().seal(plain, Bytes.framed("queued", context)));
  }

  @Override
  public byte[] openFromQueue(Queued queued, String context) throws KeyGone {
    return queueKeys
        .open(queued.keyId())
        .open(queued.bytes(), Bytes.framed("queued", context))
        .orElseThrow(() -> new BrokenSeal("what was queued does not open"));
  }

  @Override
  public DataKey openQueueSlot(String keyId, byte[] slot, SlotContext context) throws KeyGone {
    return slot(queueKeys.open(keyId), slot, context);
  }

  private static DataKey slot(Hpke.Pair pair, byte[] slot, SlotContext context) {
    return DataKey.taking(
        pair.open(slot, context.bytes())
            .orElseThrow(() -> new BrokenSeal("key slot does not open")));
  }

  @Override
  public int destroyQueueKeys(Predicate<String> stillNeeded) {
    return queueKeys.destroy(stillNeeded);
  }

  @Override
  public OrganisationKey newOrganisationKey() {
    refuseClosed();
    Hpke.Pair pair = Hpke.pair(random);
    byte[] secret = pair.reveal();
    try {
      return new OrganisationKey(
          pair.publicKey(), Gcm.seal(organisations, secret, Bytes.framed("organisation key")));
    } finally {
      Arrays.fill(secret, (byte) 0);
      pair.wipe();
    }
  }

  @Override
  public DataKey openWith(byte[] wrappedPrivate, byte[] slot, SlotContext context) {
    refuseClosed();
    Hpke.Pair pair =
        Hpke.pair(
            Gcm.open(organisations, wrappedPrivate, Bytes.framed("organisation key"))
                .orElseThrow(() -> new BrokenSeal("organisation key does not open")));
    try {
      return slot(pair, slot, context);
    } finally {
      pair.wipe();
    }
  }

  @Override
  public HpkePublicKey deploymentKey() {
    return deployment.publicKey();
  }

  @Override
  public DataKey openWithDeployment(byte[] slot, SlotContext context) {
    refuseClosed();
    return slot(deployment, slot, context);
  }

  @Override
  public byte[] sealSecret(byte[] plain, String context) {
    return deployment.publicKey().seal(plain, Bytes.framed("secret", context));
  }

  @Override
  public byte[] openSecret(byte[] sealed, String context) {
    return deployment
        .open(sealed, Bytes.framed("secret", context))
        .orElseThrow(() -> new BrokenSeal("secret does not open"));
  }

  @Override
  public byte[] digest(String purpose, byte[] secret) {
    refuseClosed();
    byte[] key = Hkdf.key(digests, Bytes.framed("digest", purpose));
    try {
      return Hkdf.hmac(key, secret);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  @Override
  public byte[] pepper(String organisation, String recipientKey) throws PepperExhausted {
    refuseClosed();
    byte[] who = Bytes.framed("pepper", organisation, recipientKey);
    count.spend(name(who));
    return Hkdf.hmac(pepper, who);
  }

  @Override
  public void noGuess(String organisation, String recipientKey) {
    refuseClosed();
    count.giveBack(name(Bytes.framed("pepper", organisation, recipientKey)));
  }

  private String name(byte[] who) {
    return HexFormat.of().formatHex(Hkdf.hmac(digests, who));
  }

  /** A zeroed key would still seal and digest. */
  private void refuseClosed() {
    if (closed) {
      throw new IllegalStateException("the key service is closed");
    }
  }

  /** Zeroes what it held; afterwards nothing opens. */
  @Override
  public void close() {
    closed = true;
    queueKeys.close();
    deployment.wipe();
    Arrays.fill(organisations, (byte) 0);
    Arrays.fill(pepper, (byte) 0);
    Arrays.fill(digests, (byte) 0);
  }

  @Override
  public String toString() {
    return "(key service in files)";
  }
}
