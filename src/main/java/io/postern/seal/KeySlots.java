package io.postern.seal;

import java.util.Arrays;
import java.util.Optional;

/**
 * Key slots: one data key, sealed once per way to open it (SPEC 14.1). Making one needs no secret
 * of the server. Opening with the wrong secret, context or bytes gives empty, always the same way.
 */
public final class KeySlots {
  private static final int ENCAPSULATED = 32;

  private KeySlots() {}

  /** A queue, sender or account slot; {@link KeyService} opens it. */
  public static byte[] toKey(DataKey key, HpkePublicKey to, SlotContext context) {
    byte[] plain = key.reveal();
    try {
      return to.seal(plain, context.bytes());
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /** A slot that the link alone opens: the proof is checked by the door, not by the seal. */
  public static byte[] toLink(DataKey key, LinkSecret link, SlotContext context) {
    byte[] secret = link.reveal();
    byte[] under = Hkdf.key(secret, Bytes.framed("postern link slot 1"));
    byte[] plain = key.reveal();
    try {
      return Gcm.seal(under, plain, context.bytes());
    } finally {
      zero(secret, under, plain);
    }
  }

  public static Optional<DataKey> openLink(byte[] slot, LinkSecret link, SlotContext context) {
    byte[] secret = link.reveal();
    byte[] under = Hkdf.key(secret, Bytes.framed("postern link slot 1"));
    try {
      return Gcm.open(under, slot, context.bytes()).map(DataKey::taking);
    } finally {
      zero(secret, under);
    }
  }

  /**
   * A slot that needs the link and the access code: sealed under HKDF(link secret ‖ secret
   * encapsulated to the code's key pair), so that whoever has the database and guesses codes still
   * lacks the link, and whoever has the link still lacks the code.
   */
  public static byte[] toLinkAndCode(
      DataKey key, LinkSecret link, HpkePublicKey code, SlotContext context) {
    Hpke.Shared shared = Hpke.share(code.bytes(), context.bytes());
    byte[] under = linkAndCode(link, shared.secret());
    byte[] plain = key.reveal();
    try {
      return Bytes.join(shared.encapsulated(), Gcm.seal(under, plain, context.bytes()));
    } finally {
      zero(shared.secret(), under, plain);
    }
  }

  public static Optional<DataKey> openLinkAndCode(
      byte[] slot, LinkSecret link, AccessCodeKey code, SlotContext context) {
    if (slot.length < ENCAPSULATED) {
      return Optional.empty();
    }
    Optional<byte[]> shared = code.pair().find(Arrays.copyOf(slot, ENCAPSULATED), context.bytes());
    if (shared.isEmpty()) {
      return Optional.empty();
    }
    byte[] under = linkAndCode(link, shared.get());
    try {
      return Gcm.open(under, Arrays.copyOfRange(slot, ENCAPSULATED, slot.length), context.bytes())
          .map(DataKey::taking);
    } finally {
      zero(shared.get(), under);
    }
  }

  /**
   * A slot for one part of a message (SPEC 10.4): sealed under HKDF(link secret ‖ what the
   * deployment holds), so that neither a link with a stolen database nor a stolen server without
   * the link opens anything. The part stands in the context; that only that part is given out is
   * the door's duty, for the content has one key.
   *
   * @param held {@link KeyService#digest} of the link's digest: 32 octets
   */
  public static byte[] toFile(DataKey key, LinkSecret link, byte[] held, SlotContext context) {
    byte[] under = linkAndHeld(link, held);
    byte[] plain = key.reveal();
    try {
      return Gcm.seal(under, plain, context.bytes());
    } finally {
      zero(under, plain);
    }
  }

  public static Optional<DataKey> openFile(
      byte[] slot, LinkSecret link, byte[] held, SlotContext context) {
    byte[] under = linkAndHeld(link, held);
    try {
      return Gcm.open(under, slot, context.bytes()).map(DataKey::taking);
    } finally {
      zero(under);
    }
  }

  private static byte[] linkAndHeld(LinkSecret link, byte[] held) {
    if (held.length != 32) {
      throw new IllegalArgumentException("the deployment's half has 32 octets");
    }
    byte[] secret = link.reveal();
    byte[] both = Bytes.join(secret, held);
    try {
      return Hkdf.key(both, Bytes.framed("postern file slot 1"));
    } finally {
      zero(secret, both);
    }
  }

  private static byte[] linkAndCode(LinkSecret link, byte[] shared) {
    byte[] secret = link.reveal();
    byte[] both = Bytes.join(secret, shared);
    try {
      return Hkdf.key(both, Bytes.framed("postern link and code slot 1"));
    } finally {
      zero(secret, both);
    }
  }

  private static void zero(byte[]... all) {
    for (byte[] one : all) {
      Arrays.fill(one, (byte) 0);
    }
  }
}
