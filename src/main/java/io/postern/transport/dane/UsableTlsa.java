package io.postern.transport.dane;

import io.postern.dns.Tlsa;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * A TLSA record that SMTP can use: usage 2 or 3, a known selector and matching type, an association
 * of the right length or, with matching type 0, one that is a certificate or a key.
 *
 * @param record as it stands in the DNS
 * @param certificate for {@code x 0 0}: the certificate in the record
 * @param key for {@code x 1 0}: the key in the record
 */
public record UsableTlsa(
    Tlsa record, @Nullable X509Certificate certificate, @Nullable PublicKey key) {

  static final int DANE_TA = 2;
  static final int DANE_EE = 3;
  private static final int FULL = 0;
  private static final int SHA_256 = 1;
  private static final int SHA_512 = 2;

  /** More records than anybody needs; the rest of a set is not looked at. */
  private static final int MOST = 64;

  /** The usable ones; where two digests stand beside each other, the stronger only. */
  static List<UsableTlsa> among(List<Tlsa> records) {
    List<UsableTlsa> usable = new ArrayList<>();
    for (Tlsa record : records.subList(0, Math.min(MOST, records.size()))) {
      UsableTlsa one = of(record);
      if (one != null && usable.stream().noneMatch(known -> known.record.equals(record))) {
        usable.add(one);
      }
    }
    // RFC 7671 section 9: per usage and selector the strongest digest counts; Full stays.
    List<UsableTlsa> strongest = new ArrayList<>(usable);
    strongest.removeIf(weak ->
        weak.record.matching() == SHA_256
            && usable.stream().anyMatch(other -> weak.isOutdoneBy(other)));
    return List.copyOf(strongest);
  }

  private boolean isOutdoneBy(UsableTlsa other) {
    return other.record.matching() == SHA_512
        && other.record.usage() == record.usage()
        && other.record.selector() == record.selector();
  }

  private static @Nullable UsableTlsa of(Tlsa record) {
    boolean known =
        (record.usage() == DANE_TA || record.usage() == DANE_EE)
            && (record.selector() == 0 || record.selector() == 1);
    if (!known) {
      return null;
    }
    int length = record.association().length;
    return switch (record.matching()) {
      case FULL -> record.selector() == 0 ? ofCertificate(record) : ofKey(record);
      case SHA_256 -> length == 32 ? new UsableTlsa(record, null, null) : null;
      case SHA_512 -> length == 64 ? new UsableTlsa(record, null, null) : null;
      default -> null;
    };
  }

  private static @Nullable UsableTlsa ofCertificate(Tlsa record) {
    try {
      ByteArrayInputStream in = new ByteArrayInputStream(record.association());
      return CertificateFactory.getInstance("X.509").generateCertificate(in)
                  instanceof X509Certificate certificate
              && in.available() == 0
          ? new UsableTlsa(record, certificate, null)
          : null;
    } catch (GeneralSecurityException | RuntimeException malformed) {
      return null;
    }
  }

  private static @Nullable UsableTlsa ofKey(Tlsa record) {
    try {
      byte[] encoded = record.association();
      String algorithm =
          SubjectPublicKeyInfo.getInstance(encoded).getAlgorithm().getAlgorithm().getId();
      PublicKey key =
          KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
      return new UsableTlsa(record, null, key);
    } catch (GeneralSecurityException | RuntimeException malformed) {
      return null;
    }
  }

  boolean isTrustAnchor() {
    return record.usage() == DANE_TA;
  }

  /** Whether the certificate is the one, or has the key, that the record speaks of. */
  boolean speaksOf(X509Certificate shown) {
    try {
      byte[] selected = record.selector() == 0 ? shown.getEncoded() : keyIn(shown);
      byte[] matched =
          switch (record.matching()) {
            case SHA_256 -> MessageDigest.getInstance("SHA-256").digest(selected);
            case SHA_512 -> MessageDigest.getInstance("SHA-512").digest(selected);
            default -> selected;
          };
      return MessageDigest.isEqual(matched, record.association());
    } catch (CertificateEncodingException | IOException unreadable) {
      return false;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** As it stands in the certificate: a key object may write its parameters differently. */
  private static byte[] keyIn(X509Certificate shown)
      throws CertificateEncodingException, IOException {
    return Certificate.getInstance(shown.getEncoded())
        .getSubjectPublicKeyInfo()
        .getEncoded(ASN1Encoding.DER);
  }
}
