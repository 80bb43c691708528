package io.postern.seal;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;

/**
 * HPKE (RFC 9180): DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, base mode, through its
 * secret export interface (section 5.3).
 */
final class Hpke {
  private static final byte[] INFO = Bytes.utf8("postern hpke 1");
  static final int ENCAPSULATED = 32;
  static final byte[] CARRIER = Bytes.utf8("postern carrier 1");
  private static final Carriers CARRIERS = new Carriers();

  private Hpke() {}

  /** A fresh pair. */
  static Pair pair(SecureRandom random) {
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    return pair(secret);
  }

  /** The pair whose private half these 32 octets are; it keeps and in the end zeroes them. */
  static Pair pair(byte[] private32) {
    return new Pair(private32);
  }

  /** Seals under the carrier of the moment (see {@link Carriers}). */
  static byte[] seal(byte[] publicKey, byte[] plain, byte[] aad) {
    Shared carrier = CARRIERS.to(publicKey);
    return Bytes.join(carrier.encapsulated, Gcm.seal(carrier.secret, plain, aad));
  }

  /** A secret that only the private half can find again. */
  static Shared share(byte[] publicKey, byte[] context) {
    byte[][] made =
        suite()
            .sendExport(
                new X25519PublicKeyParameters(publicKey, 0),
                INFO,
                context,
                32,
                new byte[0],
                new byte[0],
                null);
    return new Shared(made[0], made[1]);
  }

  private static HPKE suite() {
    return new HPKE(
        HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
  }

  /** What was encapsulated, and the secret itself. */
  record Shared(byte[] encapsulated, byte[] secret) {}

  /** Both halves. Never prints itself. Thread-safe. */
  static final class Pair {
    private final byte[] secret;
    private final X25519PublicKeyParameters open;
    private final Found found = new Found(this);

    private Pair(byte[] secret) {
      this.secret = secret;
      this.open = new X25519PrivateKeyParameters(secret, 0).generatePublicKey();
    }

    HpkePublicKey publicKey() {
      return HpkePublicKey.of(open.getEncoded());
    }

    /** A copy of the private half; the caller zeroes it. */
    byte[] reveal() {
      return secret.clone();
    }

    /** Afterwards it opens nothing. */
    void wipe() {
      Arrays.fill(secret, (byte) 0);
      found.forget();
    }

    Optional<byte[]> open(byte[] sealed, byte[] aad) {
      if (sealed.length < ENCAPSULATED + Gcm.OVERHEAD) {
        return Optional.empty();
      }
      Optional<byte[]> carrier = found.carrier(Arrays.copyOf(sealed, ENCAPSULATED));
      if (carrier.isEmpty()) {
        return Optional.empty();
      }
      try {
        return Gcm.open(
            carrier.get(), Arrays.copyOfRange(sealed, ENCAPSULATED, sealed.length), aad);
      } finally {
        Arrays.fill(carrier.get(), (byte) 0);
      }
    }

    /** The secret that {@link #share} made; another one when it was made for somebody else. */
    Optional<byte[]> find(byte[] encapsulated, byte[] context) {
      try {
        return Optional.of(
            suite()
                .receiveExport(
                    encapsulated, both(), INFO, context, 32, new byte[0], new byte[0], null));
      } catch (IllegalStateException | IllegalArgumentException no) {
        return Optional.empty();
      }
    }

    private AsymmetricCipherKeyPair both() {
      return new AsymmetricCipherKeyPair(open, new X25519PrivateKeyParameters(secret, 0));
    }

    @Override
    public String toString() {
      return "(key pair)";
    }
  }
}
