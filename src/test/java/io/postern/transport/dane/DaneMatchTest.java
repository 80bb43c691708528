package io.postern.transport.dane;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.dns.Tlsa;
import io.postern.smtp.Domain;
import io.postern.transport.TestCa;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 7671 and 7672 as a table. */
class DaneMatchTest {

  private static final String CIPHER = "TLS_AES_128_GCM_SHA256";

  static List<DaneCase> cases() {
    return DaneCase.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void eachSetOfRecordsAndCertificatesHasItsVerdict(DaneCase it) {
    assertThat(verdict(it.records(), it.shown(), Set.of(DaneCase.MX), it)).isEqualTo(it.verdict());
  }

  @Test
  void belowATrustAnchorAnyNameOfTheWayToTheHostWillDoAndNoOther() {
    TestCa ca = new TestCa("root");
    Domain mailDomain = Domain.of("recipient.example");
    TestCa.Identity shown = ca.withRoot(ca.leaf(mailDomain.ascii()));
    List<Tlsa> records = List.of(DaneCase.tlsa(2, 1, 1, ca.certificate()));
    assertThat(verdict(records, shown, Set.of(DaneCase.MX, mailDomain), "names"))
        .isEqualTo(DaneCase.Verdict.HOLDS);
    assertThat(verdict(records, shown, Set.of(DaneCase.MX), "names"))
        .isEqualTo(DaneCase.Verdict.MISMATCH);
  }

  @Test
  void whoeverShowsNothingMatchesNothing() {
    X509Certificate any = new TestCa("root").certificate();
    TlsaSet set = TlsaSet.of(DaneCase.MX, List.of(DaneCase.tlsa(2, 1, 0, any)));
    assertThat(set)
        .isInstanceOfSatisfying(
            TlsaSet.Usable.class,
            usable ->
                assertThat(
                        DaneMatch.holds(usable, List.of(), Set.of(DaneCase.MX), CIPHER, new Date()))
                    .isFalse());
  }

  @Test
  void aSetIsReadNoFurtherThanAnybodyNeeds() {
    X509Certificate any = new TestCa("root").certificate();
    List<Tlsa> many = Collections.nCopies(5_000, DaneCase.tlsa(3, 1, 1, any));
    assertThat(TlsaSet.of(DaneCase.MX, many))
        .isInstanceOfSatisfying(
            TlsaSet.Usable.class, usable -> assertThat(usable.records()).hasSize(1));
  }

  private static DaneCase.Verdict verdict(
      List<Tlsa> records, TestCa.Identity shown, Set<Domain> names, Object why) {
    return switch (TlsaSet.of(DaneCase.MX, records)) {
      case TlsaSet.Absent _ -> throw new AssertionError("records are there: " + why);
      case TlsaSet.Unusable _ -> DaneCase.Verdict.UNUSABLE;
      case TlsaSet.Usable usable ->
          DaneMatch.holds(usable, shown.chain(), names, CIPHER, new Date())
              ? DaneCase.Verdict.HOLDS
              : DaneCase.Verdict.MISMATCH;
    };
  }
}
