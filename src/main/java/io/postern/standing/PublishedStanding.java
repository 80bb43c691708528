package io.postern.standing;

import io.postern.dmarc.Dmarc;
import io.postern.dmarc.DmarcRecord.Policy;
import io.postern.smtp.Domain;
import io.postern.transport.nta7516.SenderCheck;
import io.postern.transport.nta7516.SenderStanding;

/**
 * What a domain of ours publishes, for the norm (SPEC 7.4): SPF that passes for our addresses, a
 * DKIM key that signs, a DMARC policy in force of quarantine or reject. Thread-safe; blocks on the
 * DNS.
 */
public final class PublishedStanding implements SenderStanding {
  private final DkimKeys keys;
  private final SpfOfOurs spf;
  private final Dmarc dmarc;

  public PublishedStanding(DkimKeys keys, SpfOfOurs spf, Dmarc dmarc) {
    this.keys = keys;
    this.spf = spf;
    this.dmarc = dmarc;
  }

  @Override
  public State of(Domain domain, SenderCheck check) {
    return switch (check) {
      case SPF ->
          switch (spf.look(domain).verdict()) {
            case GOOD -> State.HOLDS;
            case UNKNOWN -> State.UNKNOWN;
            case ADVICE, MISSING, WRONG -> State.DOES_NOT;
          };
      case DKIM -> keys.signing(domain).isEmpty() ? State.DOES_NOT : State.HOLDS;
      case DMARC ->
          switch (dmarc.of(domain)) {
            case Dmarc.Holds holds -> holds.inForce() == Policy.NONE ? State.DOES_NOT : State.HOLDS;
            case Dmarc.None _ -> State.DOES_NOT;
            case Dmarc.NotNow _ -> State.UNKNOWN;
          };
      case DNSSEC -> throw new IllegalArgumentException("the norm looks at this itself");
    };
  }
}
