package io.postern.dispatch;

import io.postern.delivery.Destination;
import io.postern.directory.Directory;
import io.postern.directory.Organisation;
import io.postern.policy.NtaFact;
import io.postern.smtp.Domain;
import io.postern.transport.MxHost;
import io.postern.transport.nta7516.Norm;
import io.postern.transport.nta7516.Participation;
import java.util.List;

/**
 * Whether one organisation's sender and one recipient meet NTA 7516 (SPEC 7.4). Asks the DNS only
 * for organisations that use the row, so never within a transaction.
 */
final class NormFinder {
  private final Directory directory;
  private final Norm norm;

  NormFinder(Directory directory, Norm norm) {
    this.directory = directory;
    this.norm = norm;
  }

  /** The ladder's fact, and where the row leads when it holds. */
  record Found(NtaFact fact, Way way) {}

  Found between(Organisation organisation, Domain sender, Domain recipient) {
    // A guest who answers is not the organisation, and the norm's word is not theirs to use.
    boolean own =
        directory
            .domain(sender)
            .filter(domain -> domain.organisation() == organisation.key())
            .isPresent();
    if (!organisation.policy().nta7516() || !own) {
      return new Found(NtaFact.SENDER_DOES_NOT, Way.MX);
    }
    // The recipient first: most take no part, and then the sender's own trouble holds nothing up.
    return switch (norm.of(recipient)) {
      case Participation.Not _ -> new Found(NtaFact.RECIPIENT_DOES_NOT, Way.MX);
      case Participation.Unknown _ -> new Found(both(sender, NtaFact.UNKNOWN), Way.MX);
      case Participation.Takes(_, List<MxHost> hosts) ->
          found(both(sender, NtaFact.BOTH_DO), hosts);
    };
  }

  private NtaFact both(Domain sender, NtaFact recipient) {
    return switch (norm.qualifies(sender)) {
      case HOLDS -> recipient;
      case DOES_NOT -> NtaFact.SENDER_DOES_NOT;
      case UNKNOWN -> NtaFact.UNKNOWN;
    };
  }

  private Found found(NtaFact fact, List<MxHost> hosts) {
    return fact == NtaFact.BOTH_DO
        ? new Found(
            fact,
            new Way(
                hosts.isEmpty() ? Destination.MX : new Destination.Named(hosts),
                norm.profile().stampField().stream().toList(),
                null))
        : new Found(fact, Way.MX);
  }
}
