package io.postern.policy;

import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.transport.TlsRequirement;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the sender's organisation has decided about the ladder.
 *
 * @param transport row 4: where, and what the next hop must prove
 * @param floors the weakest row permitted
 * @param directFloor lower direct delivery headers are raised to it (SPEC 5.3); null for none
 * @param minimumAlways messages without the direct delivery header follow SPEC 6.3 too, with the
 *     minimum of {@code transport}
 * @param cleartext what may go to next hops without STARTTLS
 * @param groupsByEmail whether group addresses may take row 7 (SPEC 8.12)
 * @param nta7516 whether it sends under NTA 7516 (SPEC 7.4)
 * @param correspondence about the mails that are written for it
 */
public record OrganisationPolicy(
    TransportSecurity transport,
    Floors floors,
    @Nullable TlsRequirement directFloor,
    boolean minimumAlways,
    Cleartext cleartext,
    boolean groupsByEmail,
    boolean nta7516,
    Correspondence correspondence) {

  /** What an organisation starts with. */
  public static final OrganisationPolicy DEFAULT =
      new OrganisationPolicy(
          TransportSecurity.OFF,
          Floors.NONE,
          null,
          false,
          Cleartext.ALL,
          false,
          false,
          Correspondence.DEFAULT);

  /** For storage: lines of {@code key value}. */
  public String encode() {
    return PolicyText.encode(this);
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException for anything else: a policy half read would be a weaker one
   */
  public static OrganisationPolicy decode(String text) {
    return PolicyText.decode(text);
  }

  public OrganisationPolicy withTransport(TransportSecurity changed) {
    return new OrganisationPolicy(
        changed,
        floors,
        directFloor,
        minimumAlways,
        cleartext,
        groupsByEmail,
        nta7516,
        correspondence);
  }

  public OrganisationPolicy withFloors(Floors changed) {
    return new OrganisationPolicy(
        transport,
        changed,
        directFloor,
        minimumAlways,
        cleartext,
        groupsByEmail,
        nta7516,
        correspondence);
  }

  public OrganisationPolicy withDirectFloor(@Nullable TlsRequirement changed) {
    return new OrganisationPolicy(
        transport,
        floors,
        changed,
        minimumAlways,
        cleartext,
        groupsByEmail,
        nta7516,
        correspondence);
  }

  public OrganisationPolicy withMinimumAlways(boolean changed) {
    return new OrganisationPolicy(
        transport, floors, directFloor, changed, cleartext, groupsByEmail, nta7516, correspondence);
  }

  public OrganisationPolicy withCleartext(Cleartext changed) {
    return new OrganisationPolicy(
        transport,
        floors,
        directFloor,
        minimumAlways,
        changed,
        groupsByEmail,
        nta7516,
        correspondence);
  }

  public OrganisationPolicy withGroupsByEmail(boolean changed) {
    return new OrganisationPolicy(
        transport, floors, directFloor, minimumAlways, cleartext, changed, nta7516, correspondence);
  }

  public OrganisationPolicy withNta7516(boolean changed) {
    return new OrganisationPolicy(
        transport,
        floors,
        directFloor,
        minimumAlways,
        cleartext,
        groupsByEmail,
        changed,
        correspondence);
  }

  public OrganisationPolicy withCorrespondence(Correspondence changed) {
    return new OrganisationPolicy(
        transport, floors, directFloor, minimumAlways, cleartext, groupsByEmail, nta7516, changed);
  }

  /**
   * Row 4 (SPEC 6.1, 7.3).
   *
   * @param domains recipient domains, where the scope is a list
   * @param minimum what the next hop must prove
   */
  public record TransportSecurity(Scope scope, Set<Domain> domains, TlsRequirement minimum) {

    public static final TransportSecurity OFF =
        new TransportSecurity(Scope.OFF, Set.of(), TlsRequirement.CERTIFICATE_OR_DANE);

    public TransportSecurity {
      domains = Set.copyOf(domains);
    }

    /** For which recipients. */
    public enum Scope {
      OFF,
      ALL,
      LISTED
    }
  }

  /**
   * The weakest rows permitted (SPEC 6.8). Where several hold, the strongest does.
   *
   * @param everywhere for every message
   * @param recipients by recipient domain
   * @param senders by From address: the members of sender groups, spelt out
   */
  public record Floors(Row everywhere, Map<Domain, Row> recipients, Map<Mailbox, Row> senders) {

    public static final Floors NONE = new Floors(Row.EMAIL, Map.of(), Map.of());

    public Floors {
      recipients = Map.copyOf(recipients);
      senders = Map.copyOf(senders);
    }

    /** The weakest row permitted from this sender to this domain. */
    Row between(Mailbox sender, Domain recipient) {
      return stronger(
          everywhere,
          stronger(
              recipients.getOrDefault(recipient, Row.EMAIL),
              senders.getOrDefault(sender, Row.EMAIL)));
    }

    private static Row stronger(Row one, Row other) {
      return one.isAtLeast(other) ? one : other;
    }
  }
}
