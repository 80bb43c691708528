package io.postern.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.transport.Evidence.MxTrust;
import io.postern.transport.TlsRequirement.Proof;
import io.postern.transport.TlsRequirement.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every requirement against every evidence: met exactly when each of its three parts is. */
class EvidenceTest {

  static Stream<Object[]> everything() {
    List<Object[]> all = new ArrayList<>();
    for (String version : new String[] {null, "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3", "SSLv3"}) {
      for (Set<Proof> held :
          List.of(
              Set.<Proof>of(),
              Set.of(Proof.PKIX),
              Set.of(Proof.DANE),
              Set.of(Proof.PKIX, Proof.DANE))) {
        for (MxTrust trust : MxTrust.values()) {
          for (Version lowest : Version.values()) {
            for (TlsRequirement requirement :
                List.of(
                    TlsRequirement.CERTIFICATE,
                    TlsRequirement.DANE,
                    TlsRequirement.CERTIFICATE_OR_DANE,
                    TlsRequirement.AUTHENTICATED_MX)) {
              all.add(
                  new Object[] {
                    evidence(version, held, trust, false), requirement.atLeast(lowest)
                  });
            }
          }
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("everything")
  void meetsOnlyWithVersionAndProofAndTrust(Evidence evidence, TlsRequirement requirement) {
    List<String> enough =
        requirement.version() == Version.TLS1_3
            ? List.of("TLSv1.3")
            : List.of("TLSv1.2", "TLSv1.3");
    boolean met =
        enough.contains(String.valueOf(evidence.tlsVersion()))
            && requirement.proofs().stream().anyMatch(evidence.held()::contains)
            && (!requirement.authenticatedMx() || evidence.mxTrust() != MxTrust.NONE);
    assertThat(evidence.meets(requirement)).isEqualTo(met);
    if (!met) {
      assertThat(Shortfall.of(evidence, requirement)).isNotEmpty();
    }
  }

  @Test
  void aBreachAndAProofDoNotGoTogether() {
    assertThatThrownBy(() -> evidence("TLSv1.3", Set.of(Proof.PKIX), MxTrust.DNSSEC, true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Evidence evidence(String version, Set<Proof> held, MxTrust trust, boolean breach) {
    return new Evidence("mx", "a", version, null, List.of(), held, List.of(), trust, breach);
  }
}
