package io.postern.seal;

import java.util.Arrays;

/**
 * The key pair an access code stands for: HKDF(Argon2id(code) ‖ PRF(pepper, organisation ‖
 * recipient)), SPEC 14.3. The public half may be kept to seal later messages to a proven code
 * without keeping the code. Never prints itself.
 */
public final class AccessCodeKey {
  private final Hpke.Pair pair;

  private AccessCodeKey(Hpke.Pair pair) {
    this.pair = pair;
  }

  /**
   * Derives the pair; 20 to 50 ms of CPU in a bounded pool. Blocks the caller.
   *
   * @param code as specified or typed, exactly
   * @param pepperPrf from {@link KeyService#pepper}: without it codes cannot be guessed off-line
   * @throws SealBusy when too many wait already
   */
  public static AccessCodeKey derive(String code, byte[] pepperPrf) {
    if (pepperPrf.length != 32) {
      throw new IllegalArgumentException("the pepper gives 32 octets");
    }
    byte[] salt = Arrays.copyOf(Hkdf.key(pepperPrf, "postern access code salt 1"), 16);
    byte[] stretched = Argon2.ACCESS_CODE.hash(Bytes.utf8(code), salt);
    byte[] both = Bytes.join(stretched, pepperPrf);
    byte[] secret = Hkdf.key(both, "postern access code 1");
    try {
      return new AccessCodeKey(Hpke.pair(secret.clone()));
    } finally {
      Arrays.fill(stretched, (byte) 0);
      Arrays.fill(both, (byte) 0);
      Arrays.fill(secret, (byte) 0);
    }
  }

  /** The half that seals. */
  public HpkePublicKey publicKey() {
    return pair.publicKey();
  }

  Hpke.Pair pair() {
    return pair;
  }

  @Override
  public String toString() {
    return "(access code key)";
  }
}
