package io.postern.policy;

import io.postern.transport.TlsRequirement;
import io.postern.transport.TlsRequirement.Proof;
import io.postern.transport.TlsRequirement.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The minimum a message is held to, and what became of it (SPEC 5.3, 6.3). */
final class Minimum {
  private Minimum() {}

  /** The header's, raised to the organisation's floor (SPEC 5.3); null without the header. */
  static @Nullable TlsRequirement ofHeader(Facts facts) {
    TlsRequirement asked = facts.message().direct();
    TlsRequirement floor = facts.organisation().directFloor();
    return asked == null || floor == null ? asked : raised(asked, floor);
  }

  /** The minimum of SPEC 6.3: the header's, or the organisation's where it wants the same rule. */
  static @Nullable TlsRequirement ofMessage(Facts facts) {
    TlsRequirement header = ofHeader(facts);
    return header == null && facts.organisation().minimumAlways()
        ? facts.organisation().transport().minimum()
        : header;
  }

  /** The row whose attempt tells whether {@link #ofMessage} was met. */
  static Row row(Facts facts) {
    return facts.message().direct() == null ? Row.TRANSPORT_SECURITY : Row.DIRECT_HEADER;
  }

  /**
   * No lower than the floor in any part. Where the two name different proofs, DANE is the higher:
   * it also says which host to ask.
   */
  static TlsRequirement raised(TlsRequirement asked, TlsRequirement floor) {
    List<Proof> common = asked.proofs().stream().filter(floor.proofs()::contains).toList();
    Version version =
        asked.version().compareTo(floor.version()) >= 0 ? asked.version() : floor.version();
    return new TlsRequirement(
        version,
        common.isEmpty() ? List.of(Proof.DANE) : common,
        asked.authenticatedMx() || floor.authenticatedMx());
  }
}
