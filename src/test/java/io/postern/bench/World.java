package io.postern.bench;

import io.postern.demo.DemoCa;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** What all servers of a run share: one authority, and one certificate for localhost (P-256). */
record World(Path folder, Path chain, Path key, Path authorities) {

  /** Where mail ends: a host called localhost that takes everything over TLS. */
  record Sink(int port, long pid) {}

  static World make(Path folder) throws IOException {
    Files.createDirectories(folder);
    DemoCa authority = new DemoCa(new SecureRandom(), InstantSource.system());
    Path chain = folder.resolve("chain.pem");
    Path key = folder.resolve("key.pem");
    Path authorities = folder.resolve("authorities.pem");
    DemoCa.Leaf leaf = authority.leaf(DemoCa.Kind.VALID, "localhost", "127.0.0.1");
    leaf.write(chain, key);
    Files.writeString(key, withPublicKey(leaf));
    authority.writeBundle(authorities);
    return new World(folder, chain, key, authorities);
  }

  /** GnuTLS, which Exim uses, reads no EC key that lacks its public half. */
  private static String withPublicKey(DemoCa.Leaf leaf) throws IOException {
    byte[] point =
        SubjectPublicKeyInfo.getInstance(leaf.chain().getFirst().getPublicKey().getEncoded())
            .getPublicKeyData()
            .getBytes();
    ECPrivateKey key =
        new ECPrivateKey(
            256,
            ((java.security.interfaces.ECPrivateKey) leaf.key()).getS(),
            new DERBitString(point),
            SECObjectIdentifiers.secp256r1);
    StringWriter text = new StringWriter();
    try (PemWriter pem = new PemWriter(text)) {
      pem.writeObject(new PemObject("EC PRIVATE KEY", key.getEncoded()));
    }
    return text.toString();
  }
}
