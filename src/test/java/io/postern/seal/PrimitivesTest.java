package io.postern.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.KeyAgreement;
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

  /** RFC 9180 sections 4.1, 5.1 and 5.3, written down once more with the JDK's X25519. */
  @Test
  void exportsTheSecretThatRfc9180Says() throws Exception {
    Hpke.Pair pair = Hpke.pair(new SecureRandom());
    byte[] publicKey = pair.publicKey().bytes();
    byte[] context = "a context".getBytes(StandardCharsets.UTF_8);
    Hpke.Shared shared = Hpke.share(publicKey, context);
    byte[] kem = HexFormat.of().parseHex("4b454d0020");
    byte[] hpke = HexFormat.of().parseHex("48504b45002000010002");
    byte[] dh = x25519(pair.reveal(), shared.encapsulated());
    byte[] both = Bytes.join(shared.encapsulated(), publicKey);
    byte[] prk = extract(kem, new byte[32], "eae_prk", dh);
    byte[] kemSecret = expand(kem, prk, "shared_secret", both);
    byte[] schedule =
        Bytes.join(
            new byte[1],
            extract(hpke, new byte[32], "psk_id_hash", new byte[0]),
            extract(hpke, new byte[32], "info_hash", INFO));
    byte[] secret = extract(hpke, kemSecret, "secret", new byte[0]);
    byte[] exporter = expand(hpke, secret, "exp", schedule);
    assertThat(shared.secret()).isEqualTo(expand(hpke, exporter, "sec", context));
    assertThat(pair.find(shared.encapsulated(), context)).hasValue(shared.secret());
  }

  private static byte[] extract(byte[] suite, byte[] salt, String label, byte[] input) {
    return Hkdf.hmac(salt, Bytes.join(Bytes.utf8("HPKE-v1"), suite, Bytes.utf8(label), input));
  }

  private static byte[] expand(byte[] suite, byte[] key, String label, byte[] info) {
    byte[] text =
        Bytes.join(
            new byte[] {0, 32},
            Bytes.utf8("HPKE-v1"),
            suite,
            Bytes.utf8(label),
            info,
            new byte[] {1});
    return Hkdf.hmac(key, text);
  }

  private static byte[] x25519(byte[] secret, byte[] point) throws GeneralSecurityException {
    KeyFactory keys = KeyFactory.getInstance("X25519");
    byte[] reversed = new byte[32];
    for (int i = 0; i < 32; i++) {
      reversed[i] = point[31 - i];
    }
    KeyAgreement agreement = KeyAgreement.getInstance("X25519");
    agreement.init(keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, secret)));
    agreement.doPhase(
        keys.generatePublic(
            new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, reversed))),
        true);
    return agreement.generateSecret();
  }

  @Test
  void oneEncapsulationCarriesSeveralSealsAndEachOpensByItself() {
    Hpke.Pair pair = Hpke.pair(new SecureRandom());
    byte[] one = pair.publicKey().seal(new byte[] {1}, new byte[] {7});
    byte[] two = pair.publicKey().seal(new byte[] {2}, new byte[] {8});
    assertThat(Arrays.copyOf(one, 32)).isEqualTo(Arrays.copyOf(two, 32));
    Hpke.Pair reopened = Hpke.pair(pair.reveal());
    assertThat(reopened.open(two, new byte[] {8})).hasValue(new byte[] {2});
    assertThat(reopened.open(one, new byte[] {7})).hasValue(new byte[] {1});
    assertThat(reopened.open(one, new byte[] {8})).isEmpty();
    assertThat(Hpke.pair(new SecureRandom()).open(one, new byte[] {7})).isEmpty();
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
