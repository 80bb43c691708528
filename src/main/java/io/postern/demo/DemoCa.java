package io.postern.demo;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority for one small internet: made at its start, trusted by nobody else, gone
 * with it. Makes good certificates and the bad ones that hosts out there really show. Thread-safe.
 */
public final class DemoCa {

  /** What is wrong with a certificate, if anything. */
  public enum Kind {
    /** Chain, date and name are right. */
    VALID,
    /** Right name and date, signed by nobody. */
    SELF_SIGNED,
    /** From the CA, for the right name, until yesterday. */
    EXPIRED,
    /** From the CA and in date, for somebody else's name. */
    WRONG_NAME
  }

  private static final Duration DAY = Duration.ofDays(1);
  private static final X500Name NAME = new X500Name("CN=Small Internet CA");

  private final SecureRandom random;
  private final InstantSource time;
  private final KeyPair keys;
  private final X509Certificate certificate;

  /** Makes the authority's own key and certificate, good for a year from {@code time}'s now. */
  public DemoCa(SecureRandom random, InstantSource time) {
    this.random = random;
    this.time = time;
    this.keys = newKeys();
    Instant now = time.instant();
    this.certificate =
        issue(
            NAME,
            keys,
            NAME,
            keys.getPublic(),
            now.minus(DAY),
            now.plus(DAY.multipliedBy(365)),
            List.of());
  }

  /** The root to trust. */
  public X509Certificate certificate() {
    return certificate;
  }

  /**
   * Makes a server's certificate.
   *
   * @param names host names or IPv4 addresses it is for; a {@link Kind#WRONG_NAME} one is for none
   *     of them
   */
  public Leaf leaf(Kind kind, String... names) {
    KeyPair own = newKeys();
    List<String> shown =
        kind == Kind.WRONG_NAME ? List.of("somebody-else.example") : List.of(names);
    X500Name subject = new X500Name("CN=" + shown.getFirst());
    Instant now = time.instant();
    Instant from = kind == Kind.EXPIRED ? now.minus(DAY.multipliedBy(90)) : now.minus(DAY);
    Instant until = kind == Kind.EXPIRED ? now.minus(DAY) : now.plus(DAY.multipliedBy(90));
    if (kind == Kind.SELF_SIGNED) {
      return new Leaf(
          List.of(issue(subject, own, subject, own.getPublic(), from, until, shown)),
          own.getPrivate());
    }
    return new Leaf(
        List.of(issue(NAME, keys, subject, own.getPublic(), from, until, shown), certificate),
        own.getPrivate());
  }

  /** A client's side that trusts this authority and nobody else. */
  public SSLContext clientContext() {
    try {
      KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
      roots.load(null, null);
      roots.setCertificateEntry("small-internet", certificate);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(roots);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), random);
      return context;
    } catch (GeneralSecurityException | IOException impossible) {
      throw new AssertionError("an empty key store takes a certificate", impossible);
    }
  }

  /** Writes the root as PEM, to be configured as the CA bundle. */
  public void writeBundle(Path file) throws IOException {
    Files.writeString(file, pem(List.of(certificate)));
  }

  private KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError("every JDK has P-256", impossible);
    }
  }

  private X509Certificate issue(
      X500Name issuer,
      KeyPair signer,
      X500Name subject,
      PublicKey key,
      Instant from,
      Instant until,
      List<String> names) {
    try {
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              issuer, new BigInteger(120, random), Date.from(from), Date.from(until), subject, key);
      addUse(builder, names);
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate())));
    } catch (OperatorCreationException | GeneralSecurityException | CertIOException impossible) {
      throw new AssertionError("P-256 signs", impossible);
    }
  }

  private static void addUse(X509v3CertificateBuilder builder, List<String> names)
      throws CertIOException {
    boolean authority = names.isEmpty();
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
    if (authority) {
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      return;
    }
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    builder.addExtension(
        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
    GeneralName[] alternatives =
        names.stream()
            .map(name ->
                new GeneralName(
                    name.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName, name))
            .toArray(GeneralName[]::new);
    builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
  }

  private static String pem(List<?> things) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      for (Object thing : things) {
        writer.writeObject(thing);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  /**
   * A server's key and what it shows.
   *
   * @param chain leaf first
   */
  public record Leaf(List<X509Certificate> chain, PrivateKey key) {
    public Leaf {
      chain = List.copyOf(chain);
    }

    /** A server's side that shows this certificate. */
    public SSLContext serverContext() {
      try {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("key", key, new char[0], chain.toArray(X509Certificate[]::new));
        KeyManagerFactory keys =
            KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
      } catch (GeneralSecurityException | IOException impossible) {
        throw new AssertionError("a fresh key store takes a key", impossible);
      }
    }

    /** Writes chain and key as PEM, as a server's configuration wants them. */
    public void write(Path certificateFile, Path keyFile) throws IOException {
      Files.writeString(certificateFile, pem(new ArrayList<Object>(chain)));
      try {
        Files.writeString(keyFile, pem(List.of(new JcaPKCS8Generator(key, null))));
      } catch (UncheckedIOException failed) {
        throw failed.getCause();
      }
    }

    @Override
    public String toString() {
      return chain.getFirst().getSubjectX500Principal().toString();
    }
  }
}
