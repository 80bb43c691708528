package io.postern.dispatch;

import io.postern.delivery.Outcome;
import io.postern.policy.Finding;
import io.postern.transport.Evidence;
import java.util.List;
import java.util.stream.Collectors;

/** Evidence in one line for the timeline (SPEC 7.2). */
final class EvidenceNote {
  private EvidenceNote() {}

  static String of(Evidence evidence) {
    String tls = evidence.tlsVersion();
    return tls == null
        ? evidence.host() + " in clear"
        : evidence.host()
            + " "
            + tls
            + " "
            + evidence.cipher()
            + " "
            + evidence.held().stream().map(Enum::name).sorted().collect(Collectors.joining("+"))
            + " mx:"
            + evidence.mxTrust()
            + (evidence.fingerprints().isEmpty() ? "" : " " + evidence.fingerprints().getFirst());
  }

  /** What the hosts of a walk showed, each once. */
  static List<Outcome.HostResult> hosts(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Delivered _ -> List.of();
      case Outcome.Deferred deferred -> deferred.hosts();
      case Outcome.Unprotected unprotected -> unprotected.hosts();
      case Outcome.Unsuitable unsuitable -> unsuitable.hosts();
      case Outcome.Failed failed -> failed.hosts();
    };
  }

  /** What the best host lacked. */
  static Finding.Lack lack(List<Outcome.HostResult> hosts) {
    return hosts.stream().anyMatch(host -> encrypted(host.finding()))
        ? Finding.Lack.AUTHENTICATION
        : Finding.Lack.ENCRYPTION;
  }

  private static boolean encrypted(Outcome.Finding finding) {
    return switch (finding) {
      case SELF_SIGNED,
          UNTRUSTED_CA,
          EXPIRED,
          WRONG_NAME,
          DANE_MISMATCH,
          DANE_ABSENT,
          MTA_STS_MISMATCH,
          MX_UNAUTHENTICATED ->
          true;
      case ACCEPTED,
          NO_ADDRESS,
          DNS_FAILED,
          UNREACHABLE,
          RESET,
          PROTOCOL_ERROR,
          TEMPORARY_REPLY,
          NO_STARTTLS,
          STARTTLS_REFUSED,
          TLS_FAILED,
          TLS_TOO_OLD,
          ADDRESS_REFUSED,
          UNSUITABLE,
          REJECTED ->
          false;
    };
  }
}
