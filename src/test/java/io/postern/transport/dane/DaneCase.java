package io.postern.transport.dane;

import io.postern.dns.Tlsa;
import io.postern.smtp.Domain;
import io.postern.transport.TestCa;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * One host's certificates, one set of TLSA records, one verdict. {@link DaneMatchTest} asks our own
 * code, {@link DaneOpensslTest} asks OpenSSL.
 */
record DaneCase(String what, TestCa.Identity shown, List<Tlsa> records, Verdict verdict) {

  enum Verdict {
    HOLDS,
    MISMATCH,
    UNUSABLE
  }

  static final Domain MX = Domain.of("mx.recipient.example");
  private static final String NAME = MX.ascii();
  private static final TestCa CA = new TestCa("Domain's own root");

  /** Another key by the same name: who compares names only is taken in. */
  private static final TestCa IMPOSTOR = new TestCa("Domain's own root");

  @Override
  public String toString() {
    return what + ": " + verdict;
  }

  static List<DaneCase> all() {
    TestCa.Identity plain = CA.leaf(NAME);
    TestCa.Identity rooted = CA.withRoot(CA.leaf(NAME));
    TestCa.Identity middle = CA.belowIntermediate(-1, 5, NAME);
    TestCa.Identity expired = CA.withRoot(CA.leaf(-5, -1, true, NAME));
    TestCa.Identity other = CA.withRoot(CA.leaf("mx.elsewhere.example"));
    TestCa.Identity selfSigned = TestCa.selfSigned(NAME);
    TestCa.Identity rsa = CA.withRoot(CA.leafWithRsaKey(NAME));
    TestCa.Identity mail = CA.withRoot(CA.leaf(-1, 5, false, NAME));
    TestCa.Identity oldMiddle = CA.withRoot(CA.belowIntermediate(-9, -1, NAME));
    TestCa.Identity forged = CA.withRoot(IMPOSTOR.leaf(NAME));
    X509Certificate root = CA.certificate();
    X509Certificate leaf = plain.chain().getFirst();
    X509Certificate intermediate = middle.chain().get(1);
    Tlsa wrong = tlsa(3, 1, 1, root);
    return List.of(
        // DANE-EE
        holds("3 0 0", plain, tlsa(3, 0, 0, leaf)),
        holds("3 0 1", plain, tlsa(3, 0, 1, leaf)),
        holds("3 0 2", plain, tlsa(3, 0, 2, leaf)),
        holds("3 1 0", plain, tlsa(3, 1, 0, leaf)),
        holds("3 1 1", plain, tlsa(3, 1, 1, leaf)),
        holds("3 1 2", plain, tlsa(3, 1, 2, leaf)),
        holds("3 1 1, RSA", rsa, tlsa(3, 1, 1, rsa.chain().getFirst())),
        holds("3 1 1, self-signed", selfSigned, tlsa(3, 1, 1, selfSigned.chain().getFirst())),
        holds("3 1 1, expired", expired, tlsa(3, 1, 1, expired.chain().getFirst())),
        holds("3 0 1, expired", expired, tlsa(3, 0, 1, expired.chain().getFirst())),
        holds("3 1 1, another's name", other, tlsa(3, 1, 1, other.chain().getFirst())),
        mismatch("3 1 1, another key", plain, wrong),
        mismatch("3 0 1, another certificate", plain, tlsa(3, 0, 1, root)),
        mismatch("3 1 1 of the authority above", rooted, tlsa(3, 1, 1, root)),
        // Roll-over
        holds("roll-over, ours last", plain, wrong, tlsa(3, 1, 1, leaf)),
        holds("roll-over, ours first", plain, tlsa(3, 1, 1, leaf), wrong),
        mismatch("roll-over, neither ours", plain, wrong, tlsa(3, 1, 1, intermediate)),
        holds("3 1 1 wrong beside 2 1 1 right", rooted, wrong, tlsa(2, 1, 1, root)),
        // DANE-TA
        holds("2 0 0 in the record only", plain, tlsa(2, 0, 0, root)),
        holds("2 1 0 in the record only", plain, tlsa(2, 1, 0, root)),
        holds("2 1 0 above an intermediate", middle, tlsa(2, 1, 0, root)),
        holds("2 0 1, root sent", rooted, tlsa(2, 0, 1, root)),
        holds("2 1 1, root sent", rooted, tlsa(2, 1, 1, root)),
        holds("2 1 2, root sent", rooted, tlsa(2, 1, 2, root)),
        holds("2 1 1, RSA leaf", rsa, tlsa(2, 1, 1, root)),
        holds("2 1 1, intermediate is the anchor", middle, tlsa(2, 1, 1, intermediate)),
        holds("2 0 1, intermediate is the anchor", middle, tlsa(2, 0, 1, intermediate)),
        mismatch("2 1 1, root not sent", plain, tlsa(2, 1, 1, root)),
        mismatch("2 1 1 of the leaf", rooted, tlsa(2, 1, 1, rooted.chain().getFirst())),
        mismatch("2 1 1, another's name", other, tlsa(2, 1, 1, root)),
        mismatch("2 1 1, expired leaf", expired, tlsa(2, 1, 1, root)),
        mismatch("2 1 1, expired intermediate", oldMiddle, tlsa(2, 1, 1, root)),
        // RFC 5280 section 6.1.1: an anchor is given, its dates are nobody's business.
        holds(
            "2 1 1, the anchor itself expired", oldMiddle, tlsa(2, 1, 1, oldMiddle.chain().get(1))),
        holds(
            "2 0 0, the anchor itself expired", oldMiddle, tlsa(2, 0, 0, oldMiddle.chain().get(1))),
        mismatch(
            "2 1 1, self-signed leaf", selfSigned, tlsa(2, 1, 1, selfSigned.chain().getFirst())),
        mismatch(
            "2 0 0, self-signed leaf", selfSigned, tlsa(2, 0, 0, selfSigned.chain().getFirst())),
        holds("2 1 0, self-signed leaf", selfSigned, tlsa(2, 1, 0, selfSigned.chain().getFirst())),
        mismatch("2 1 1, not for servers", mail, tlsa(2, 1, 1, root)),
        mismatch("2 1 1, signed by somebody of that name", forged, tlsa(2, 1, 1, root)),
        mismatch("2 1 0, signed by somebody of that name", forged, tlsa(2, 1, 0, root)),
        // RFC 7671 section 9
        mismatch("the stronger digest counts", plain, tlsa(3, 1, 1, leaf), tlsa(3, 1, 2, root)),
        holds("the stronger digest suffices", plain, wrong, tlsa(3, 1, 2, leaf)),
        holds(
            "of another selector it does not count",
            plain,
            tlsa(3, 1, 1, leaf),
            tlsa(3, 0, 2, root)),
        // What SMTP cannot use
        unusable("usage 0", rooted, tlsa(0, 1, 1, root)),
        unusable("usage 1", plain, tlsa(1, 1, 1, leaf)),
        unusable("usage 4", plain, tlsa(4, 1, 1, leaf)),
        unusable("selector 2", plain, new Tlsa(3, 2, 1, tlsa(3, 1, 1, leaf).association())),
        unusable("matching type 3", plain, new Tlsa(3, 1, 3, tlsa(3, 1, 1, leaf).association())),
        unusable("a digest too short", plain, new Tlsa(3, 1, 1, new byte[31])),
        unusable("a digest too long", plain, new Tlsa(3, 1, 2, new byte[65])),
        unusable("no certificate", plain, new Tlsa(2, 0, 0, new byte[] {48, 3, 1, 2, 3})),
        unusable("no key", plain, new Tlsa(3, 1, 0, new byte[] {48, 3, 1, 2, 3})),
        holds("one usable among others", plain, tlsa(1, 1, 1, root), tlsa(3, 1, 1, leaf)),
        mismatch("one usable, and wrong", plain, tlsa(1, 1, 1, leaf), wrong));
  }

  static Tlsa tlsa(int usage, int selector, int matching, X509Certificate of) {
    try {
      byte[] selected = selector == 0 ? of.getEncoded() : of.getPublicKey().getEncoded();
      return new Tlsa(
          usage,
          selector,
          matching,
          switch (matching) {
            case 1 -> MessageDigest.getInstance("SHA-256").digest(selected);
            case 2 -> MessageDigest.getInstance("SHA-512").digest(selected);
            default -> selected;
          });
    } catch (CertificateEncodingException unreadable) {
      throw new IllegalArgumentException(unreadable);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static DaneCase holds(String what, TestCa.Identity shown, Tlsa... records) {
    return new DaneCase(what, shown, List.of(records), Verdict.HOLDS);
  }

  private static DaneCase mismatch(String what, TestCa.Identity shown, Tlsa... records) {
    return new DaneCase(what, shown, List.of(records), Verdict.MISMATCH);
  }

  private static DaneCase unusable(String what, TestCa.Identity shown, Tlsa... records) {
    return new DaneCase(what, shown, List.of(records), Verdict.UNUSABLE);
  }
}
