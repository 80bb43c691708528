package io.postern.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyEntryTest {
  @TempDir Path folder;

  @Test
  void readsAKeyStore() throws Exception {
    TestCertificate made = TestCertificate.of("store.example");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "any",
        made.key(),
        "pass".toCharArray(),
        new java.security.cert.Certificate[] {made.certificate()});
    Path file = folder.resolve("store.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, "pass".toCharArray());
    }
    Path password = folder.resolve("password");
    Files.writeString(password, "pass\n");
    KeyEntry entry = KeyEntry.read(new TlsFiles.Store(file, password));
    assertThat(entry.chain()).containsExactly(made.certificate());
    assertThat(entry.toString()).isEqualTo("(key of CN=store.example)");
  }

  /** RSA in PKCS#1 and EC in SEC 1, as OpenSSL writes them. */
  @ParameterizedTest
  @ValueSource(strings = {"rsa-pkcs1", "ec-sec1", "rsa-pkcs8"})
  void readsKeysAsOpensslWritesThem(String form) throws Exception {
    Path pems = Path.of("src/test/resources/io/postern/listener");
    KeyEntry entry =
        KeyEntry.read(new TlsFiles.Pem(pems.resolve(form + ".crt"), pems.resolve(form + ".key")));
    assertThat(entry.chain()).hasSize(1);
  }
}
