package io.postern.seal;

import java.util.Arrays;

/**
 * A public key that anybody may seal to: HPKE (RFC 9180), base mode, X25519, HKDF-SHA256,
 * AES-256-GCM. 32 octets. No secret.
 */
public final class HpkePublicKey {
  private final byte[] bytes;

  private HpkePublicKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * @throws IllegalArgumentException when these are not 32 octets
   */
  public static HpkePublicKey of(byte[] bytes32) {
    if (bytes32.length != 32) {
      throw new IllegalArgumentException("a public key has 32 octets");
    }
    return new HpkePublicKey(bytes32.clone());
  }

  /** For keeping it. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /**
   * Seals so that only the private half opens: encapsulated key (32), nonce (12), text, tag (16).
   */
  public byte[] seal(byte[] plain, byte[] aad) {
    return Hpke.seal(bytes, plain, aad);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HpkePublicKey that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "(public key)";
  }
}
