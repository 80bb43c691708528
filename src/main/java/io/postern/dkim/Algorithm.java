package io.postern.dkim;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.Optional;

/** The signing algorithms that are still allowed (RFC 8301 section 3.1, RFC 8463). */
public enum Algorithm {
  RSA_SHA256("rsa-sha256", "rsa"),
  ED25519_SHA256("ed25519-sha256", "ed25519");

  /** RFC 8301 section 3.2: signers use 2048 at least; more does not fit into a DNS datagram. */
  private static final int RSA_BITS = 2048;

  private final String tag;
  private final String keyType;

  Algorithm(String tag, String keyType) {
    this.tag = tag;
    this.keyType = keyType;
  }

  /** As it stands in {@code a=}. */
  public String tag() {
    return tag;
  }

  /** As it stands in a key record's {@code k=}. */
  public String keyType() {
    return keyType;
  }

  static Optional<Algorithm> ofTag(String tag) {
    return Arrays.stream(values()).filter(one -> one.tag.equalsIgnoreCase(tag)).findFirst();
  }

  static Optional<Algorithm> ofKeyType(String keyType) {
    return Arrays.stream(values()).filter(one -> one.keyType.equals(keyType)).findFirst();
  }

  /** A new key pair; an RSA pair takes a tenth of a second and more. */
  public KeyPair newKeyPair(SecureRandom random) {
    try {
      KeyPairGenerator generator =
          KeyPairGenerator.getInstance(this == RSA_SHA256 ? "RSA" : "Ed25519");
      if (this == RSA_SHA256) {
        generator.initialize(RSA_BITS, random);
      } else {
        generator.initialize(255, random);
      }
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Signs the canonical header (RFC 6376 section 3.7). */
  byte[] sign(PrivateKey key, byte[] canonical) {
    try {
      Signature signature = Signature.getInstance(name(this));
      signature.initSign(key);
      signature.update(signed(canonical));
      return signature.sign();
    } catch (GeneralSecurityException unusable) {
      throw new IllegalStateException("a DKIM key does not sign", unusable);
    }
  }

  boolean verifies(PublicKey key, byte[] canonical, byte[] signed) {
    try {
      Signature signature = Signature.getInstance(name(this));
      signature.initVerify(key);
      signature.update(signed(canonical));
      return signature.verify(signed);
    } catch (InvalidKeyException | SignatureException malformed) {
      return false;
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** RFC 8463 section 3: what PureEdDSA signs is the SHA-256 hash. */
  private byte[] signed(byte[] canonical) throws NoSuchAlgorithmException {
    return this == ED25519_SHA256
        ? MessageDigest.getInstance("SHA-256").digest(canonical)
        : canonical;
  }

  private static String name(Algorithm algorithm) {
    return algorithm == RSA_SHA256 ? "SHA256withRSA" : "Ed25519";
  }
}
