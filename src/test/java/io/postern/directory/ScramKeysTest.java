package io.postern.directory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

final class ScramKeysTest {
  private static final byte[] SALT = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");

  /** The user of RFC 7677 section 3; the JDK's PBKDF2 is the oracle. */
  @Test
  void derivesWhatTheJdksPbkdf2Derives() throws Exception {
    byte[] salted =
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
            .generateSecret(new PBEKeySpec("pencil".toCharArray(), SALT, 4096, 256))
            .getEncoded();
    ScramKeys keys = ScramKeys.derive("pencil".getBytes(UTF_8), SALT, 4096);
    assertThat(keys.serverKey()).isEqualTo(hmac(salted, "Server Key"));
    assertThat(keys.storedKey())
        .isEqualTo(MessageDigest.getInstance("SHA-256").digest(hmac(salted, "Client Key")));
  }

  @Test
  void neverPrintsItself() {
    assertThat(ScramKeys.derive("pencil".getBytes(UTF_8), SALT, 1)).hasToString("(SCRAM keys)");
  }

  @Test
  void refusesToDeriveFromNothing() {
    assertThatThrownBy(() -> ScramKeys.derive(new byte[0], SALT, 4096))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ScramKeys.derive(SALT, new byte[0], 4096))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ScramKeys.derive(SALT, SALT, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] hmac(byte[] key, String text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(UTF_8));
  }
}
