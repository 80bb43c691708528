package io.postern.seal;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-256-GCM: nonce (12 octets, random), ciphertext, tag (16 octets). */
final class Gcm {
  static final int OVERHEAD = 28;
  private static final int NONCE = 12;

  private Gcm() {}

  static byte[] seal(byte[] key, byte[] plain, byte[] aad) {
    try {
      byte[] nonce = Bytes.random(NONCE);
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce);
      cipher.updateAAD(aad);
      byte[] out = Arrays.copyOf(nonce, plain.length + OVERHEAD);
      cipher.doFinal(plain, 0, plain.length, out, NONCE);
      return out;
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError("every JDK has AES-GCM", impossible);
    }
  }

  static Optional<byte[]> open(byte[] key, byte[] sealed, byte[] aad) {
    if (sealed.length < OVERHEAD) {
      return Optional.empty();
    }
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(sealed, NONCE));
      cipher.updateAAD(aad);
      return Optional.of(cipher.doFinal(sealed, NONCE, sealed.length - NONCE));
    } catch (AEADBadTagException wrong) {
      return Optional.empty();
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError("every JDK has AES-GCM", impossible);
    }
  }

  private static Cipher cipher(int mode, byte[] key, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
    return cipher;
  }
}
