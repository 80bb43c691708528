package io.postern.transport.dane;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.postern.dns.Tlsa;
import io.postern.transport.TestCa;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;

/** Whatever stands in a TLSA record: never an exception, and no match but with what is right. */
@Tag("slow")
class TlsaFuzz {
  private static final TestCa CA = new TestCa("Root");
  private static final List<X509Certificate> CHAIN =
      CA.withRoot(CA.leaf(DaneCase.MX.ascii())).chain();

  @FuzzTest(maxDuration = "2m")
  void neverThrowsAndMatchesOnlyWhatIsRight(FuzzedDataProvider data) {
    List<Tlsa> records = new ArrayList<>();
    boolean right = false;
    while (data.remainingBytes() > 0 && records.size() < 80) {
      int usage = data.consumeInt(0, 4);
      int selector = data.consumeInt(0, 2);
      int matching = data.consumeInt(0, 3);
      if (data.consumeInt(0, 20) == 0) {
        X509Certificate meant = CHAIN.get(data.consumeInt(0, 1));
        byte[] association = DaneCase.tlsa(usage, selector & 1, matching, meant).association();
        // A whole anchor with another name or date still has the right key.
        if (matching > 0 && data.consumeBoolean()) {
          association[data.consumeInt(0, association.length - 1)] ^= data.consumeByte();
        }
        records.add(new Tlsa(usage, selector, matching, association));
      } else {
        records.add(new Tlsa(usage, selector, matching, data.consumeBytes(100)));
      }
      right |= isRight(records.getLast());
    }
    if (TlsaSet.of(DaneCase.MX, records) instanceof TlsaSet.Usable usable
        && DaneMatch.holds(usable, CHAIN, Set.of(DaneCase.MX), "TLS_AES_128_GCM_SHA256", new Date())
        && !right) {
      throw new AssertionError("matches what it must not: " + records);
    }
  }

  /** The leaf for usage 3, the root for usage 2, said in any of six ways. */
  private static boolean isRight(Tlsa record) {
    return (record.usage() == 2 || record.usage() == 3)
        && record.selector() < 2
        && record.matching() < 3
        && record.equals(
            DaneCase.tlsa(
                record.usage(),
                record.selector(),
                record.matching(),
                CHAIN.get(3 - record.usage())));
  }
}
