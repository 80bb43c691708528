package io.postern.seal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.hybrid.HpkeParameters;
import com.google.crypto.tink.hybrid.HpkePrivateKey;
import com.google.crypto.tink.hybrid.internal.HpkeDecrypt;
import com.google.crypto.tink.hybrid.internal.HpkeEncrypt;
import com.google.crypto.tink.util.Bytes;
import com.google.crypto.tink.util.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Known answers, and a second implementation where the answer is random. */
class PrimitivesTest {
  private static final byte[] INFO = "postern hpke 1".getBytes(StandardCharsets.UTF_8);

  /** RFC 5869 A.1. */
  @Test
  void derivesAsRfc5869Says() {
    byte[] out =
        Hkdf.derive(
            HexFormat.of().parseHex("0b".repeat(22)),
            HexFormat.of().parseHex("000102030405060708090a0b0c"),
            HexFormat.of().parseHex("f0f1f2f3f4f5f6f7f8f9"),
            42);
    assertThat(HexFormat.of().formatHex(out))
        .isEqualTo(
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  }

  /** Tink implements RFC 9180 on its own: each opens what the other sealed. */
  @Test
  void agreesWithAnotherHpke() throws Exception {
    Hpke.Pair pair = Hpke.pair(new SecureRandom());
    HpkePrivateKey tink =
        HpkePrivateKey.create(
            com.google.crypto.tink.hybrid.HpkePublicKey.create(
                HpkeParameters.builder()
                    .setKemId(HpkeParameters.KemId.DHKEM_X25519_HKDF_SHA256)
                    .setKdfId(HpkeParameters.KdfId.HKDF_SHA256)
                    .setAeadId(HpkeParameters.AeadId.AES_256_GCM)
                    .setVariant(HpkeParameters.Variant.NO_PREFIX)
                    .build(),
                Bytes.copyFrom(pair.publicKey().bytes()),
                null),
            SecretBytes.copyFrom(pair.reveal(), InsecureSecretKeyAccess.get()));
    byte[] plain = "a data key of 32 octets, or so..".getBytes(StandardCharsets.UTF_8);
    byte[] ours = pair.publicKey().seal(plain, new byte[0]);
    assertThat(HpkeDecrypt.create(tink).decrypt(ours, INFO)).isEqualTo(plain);
    byte[] theirs = HpkeEncrypt.create(tink.getPublicKey()).encrypt(plain, INFO);
    assertThat(pair.open(theirs, new byte[0])).hasValue(plain);
    assertThat(pair.open(theirs, new byte[1])).isEmpty();
  }

  /** From the tests of the reference implementation of Argon2. */
  @Test
  void verifiesAPasswordThatTheReferenceHashed() {
    Passwords passwords = new Passwords(new SecureRandom());
    String phc =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    assertThat(passwords.verify("password", phc)).isTrue();
    assertThat(passwords.verify("passwore", phc)).isFalse();
  }

  @Test
  void verifiesWhatItHashedAndNothingElse() {
    Passwords passwords = new Passwords(new SecureRandom());
    String phc = passwords.hash("correct horse ☂");
    assertThat(phc).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    assertThat(passwords.hash("correct horse ☂")).isNotEqualTo(phc);
    assertThat(passwords.verify("correct horse ☂", phc)).isTrue();
    assertThat(passwords.verify("correct horse", phc)).isFalse();
    for (String odd :
        new String[] {
          "",
          "$",
          "plain",
          phc.replace("argon2id", "argon2i"),
          phc.replace("m=19456", "m=4000000"),
          phc.replace("t=2", "t=x"),
          phc.substring(0, phc.lastIndexOf('$') + 1)
        }) {
      assertThat(passwords.verify("correct horse ☂", odd)).as(odd).isFalse();
    }
    assertThat(passwords.verifyNobody()).isFalse();
  }
}
