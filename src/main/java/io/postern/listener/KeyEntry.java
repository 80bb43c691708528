package io.postern.listener;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.UnrecoverableKeyException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * A private key with its certificates, and the proof that they belong together.
 *
 * @param chain own certificate first
 */
record KeyEntry(PrivateKey key, List<X509Certificate> chain) {

  /** For key stores that live in memory only. */
  static final char[] NO_PASSWORD = new char[0];

  static KeyEntry read(TlsFiles files) throws IOException, GeneralSecurityException {
    KeyEntry entry =
        switch (files) {
          case TlsFiles.Pem(Path chain, Path key) -> new KeyEntry(pemKey(key), pemChain(chain));
          case TlsFiles.Store(Path file, Path password) -> fromStore(file, password);
        };
    entry.requireMatch();
    return entry;
  }

  KeyStore asKeyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("server", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
    return store;
  }

  private static List<X509Certificate> pemChain(Path file)
      throws IOException, GeneralSecurityException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (chain.isEmpty()) {
        throw new IOException("no certificate in " + file);
      }
      return chain;
    }
  }

  private static PrivateKey pemKey(Path file) throws IOException {
    try (Reader text = Files.newBufferedReader(file, StandardCharsets.US_ASCII);
        PEMParser pem = new PEMParser(text)) {
      JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
      for (Object found = pem.readObject(); found != null; found = pem.readObject()) {
        if (found instanceof PrivateKeyInfo info) {
          return converter.getPrivateKey(info);
        }
        if (found instanceof PEMKeyPair pair) {
          // Not the pair: an EC key in SEC 1 form may leave its public half out.
          return converter.getPrivateKey(pair.getPrivateKeyInfo());
        }
        // EC PARAMETERS may stand before the key; anything else is not for us.
      }
    }
    throw new IOException("no unencrypted private key in " + file);
  }

  private static KeyEntry fromStore(Path file, Path passwordFile)
      throws IOException, GeneralSecurityException {
    char[] password;
    try (var lines = Files.lines(passwordFile)) {
      password = lines.findFirst().orElse("").toCharArray();
    }
    KeyStore store = KeyStore.getInstance(file.toFile(), password);
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias) && store.getKey(alias, password) instanceof PrivateKey key) {
        List<X509Certificate> chain =
            List.of(store.getCertificateChain(alias)).stream()
                .map(X509Certificate.class::cast)
                .toList();
        return new KeyEntry(key, chain);
      }
    }
    throw new UnrecoverableKeyException("no private key in " + file);
  }

  /** The JDK would notice only in a handshake; files that are being replaced pass through this. */
  private void requireMatch() throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    byte[] text = "the key fits the certificate".getBytes(StandardCharsets.UTF_8);
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(key);
    signer.update(text);
    Signature verifier = Signature.getInstance(algorithm);
    verifier.initVerify(chain.getFirst().getPublicKey());
    verifier.update(text);
    if (!verifier.verify(signer.sign())) {
      throw new InvalidKeyException("the key does not belong to the certificate");
    }
  }

  /** Never the key. */
  @Override
  public String toString() {
    return "(key of " + chain.getFirst().getSubjectX500Principal() + ")";
  }
}
