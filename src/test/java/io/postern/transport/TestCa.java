package io.postern.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority that makes whatever a test wants to see refused. */
public final class TestCa {

  private static final AtomicLong SERIAL = new AtomicLong(1);

  /** A certificate with its key and the chain a server sends. */
  public record Identity(List<X509Certificate> chain, KeyPair keys) {

    /** A server that shows it. */
    public SSLContext server() {
      try {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
            "key", keys.getPrivate(), new char[0], chain.toArray(X509Certificate[]::new));
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
        keyManagers.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), null, null);
        return context;
      } catch (GeneralSecurityException | IOException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }

  private final Identity root;

  public TestCa(String name) {
    KeyPair keys = keys();
    X500Name subject = new X500Name("CN=" + name);
    this.root =
        new Identity(List.of(sign(subject, keys, subject, keys, -10, 10, true, true)), keys);
  }

  public X509Certificate certificate() {
    return root.chain().getFirst();
  }

  public void writeBundle(Path file) {
    try (Writer out = Files.newBufferedWriter(file);
        JcaPEMWriter pem = new JcaPEMWriter(out)) {
      pem.writeObject(certificate());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** In date, for these names. */
  public Identity leaf(String... names) {
    return leaf(-1, 5, true, names);
  }

  /**
   * @param from when it begins to hold, in days from now
   * @param until when it ends
   * @param forServers whether its extended key usage allows a server
   */
  public Identity leaf(int from, int until, boolean forServers, String... names) {
    KeyPair keys = keys();
    return new Identity(
        List.of(
            sign(
                new X500Name("CN=" + names[0]),
                keys,
                new X500Name(certificate().getSubjectX500Principal().getName()),
                root.keys(),
                from,
                until,
                false,
                forServers,
                names)),
        keys);
  }

  /** From an intermediate authority that was valid in these days. */
  public Identity belowIntermediate(int from, int until, String name) {
    KeyPair middle = keys();
    X500Name middleName = new X500Name("CN=Intermediate");
    X509Certificate intermediate =
        sign(
            middleName,
            middle,
            new X500Name(certificate().getSubjectX500Principal().getName()),
            root.keys(),
            from,
            until,
            true,
            true);
    KeyPair keys = keys();
    X509Certificate leaf =
        sign(new X500Name("CN=" + name), keys, middleName, middle, -1, 5, false, true, name);
    return new Identity(List.of(leaf, intermediate), keys);
  }

  /** In date, with an RSA key. */
  public Identity leafWithRsaKey(String name) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      KeyPair keys = generator.generateKeyPair();
      return new Identity(
          List.of(
              sign(
                  new X500Name("CN=" + name),
                  keys,
                  new X500Name(certificate().getSubjectX500Principal().getName()),
                  root.keys(),
                  -1,
                  5,
                  false,
                  true,
                  name)),
          keys);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The same, with this authority's own certificate at the end of what the server sends. */
  public Identity withRoot(Identity identity) {
    List<X509Certificate> chain = new ArrayList<>(identity.chain());
    chain.add(certificate());
    return new Identity(List.copyOf(chain), identity.keys());
  }

  /** Signed by its own key. */
  public static Identity selfSigned(String name) {
    KeyPair keys = keys();
    X500Name subject = new X500Name("CN=" + name);
    return new Identity(
        List.of(sign(subject, keys, subject, keys, -1, 5, false, true, name)), keys);
  }

  /** Signed, in date, and with the name where RFC 9525 does not look: in the common name. */
  public Identity withCommonNameOnly(String name) {
    KeyPair keys = keys();
    return new Identity(
        List.of(
            sign(
                new X500Name("CN=" + name),
                keys,
                new X500Name(certificate().getSubjectX500Principal().getName()),
                root.keys(),
                -1,
                5,
                false,
                true)),
        keys);
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static X509Certificate sign(
      X500Name subject,
      KeyPair subjectKeys,
      X500Name issuer,
      KeyPair issuerKeys,
      int from,
      int until,
      boolean authority,
      boolean forServers,
      String... names) {
    Instant now = Instant.now();
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              issuer,
              BigInteger.valueOf(SERIAL.getAndIncrement()),
              Date.from(now.plus(from, ChronoUnit.DAYS)),
              Date.from(now.plus(until, ChronoUnit.DAYS)),
              subject,
              subjectKeys.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      if (!authority) {
        builder.addExtension(
            Extension.extendedKeyUsage,
            false,
            new ExtendedKeyUsage(
                forServers ? KeyPurposeId.id_kp_serverAuth : KeyPurposeId.id_kp_emailProtection));
      }
      if (names.length > 0) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(
                Arrays.stream(names)
                    .map(n -> new GeneralName(GeneralName.dNSName, n))
                    .toArray(GeneralName[]::new)));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKeys.getPrivate())));
    } catch (IOException | OperatorCreationException | GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
