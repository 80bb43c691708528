package io.postern.admin;

import io.postern.admin.NotDone.Why;
import io.postern.directory.DomainClaim;
import io.postern.directory.Organisation;
import io.postern.directory.VerifiedDomain;
import io.postern.dns.Answer;
import io.postern.smtp.Domain;
import io.postern.standing.DomainReport;
import io.postern.standing.Finding;
import io.postern.standing.Ownership;
import io.postern.standing.SendRule;
import io.postern.standing.Standing;
import io.postern.standing.Standings;
import io.postern.store.StoreException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Domains: claimed by anybody, verified by a TXT record, owned by one organisation (SPEC 2.1). */
public final class Domains {
  private static final Logger log = LoggerFactory.getLogger(Domains.class);

  private final Administration.World world;

  Domains(Administration.World world) {
    this.world = world;
  }

  /**
   * The record that proves a claim.
   *
   * @param name where it stands
   * @param value what it says
   */
  public record Record(Domain name, String value) {}

  /** Claims a domain; claiming again gives the same challenge. */
  public DomainClaim claim(Organisation organisation, Domain name) throws NotDone {
    Optional<VerifiedDomain> owned = world.directory().domain(name);
    if (owned.isPresent()) {
      throw taken(owned.get().organisation() == organisation.key(), name);
    }
    Optional<DomainClaim> before = world.directory().claim(organisation.key(), name);
    if (before.isPresent()) {
      return before.get();
    }
    byte[] random = new byte[24];
    world.random().nextBytes(random);
    DomainClaim claim =
        new DomainClaim(
            organisation.key(),
            name,
            Base64.getUrlEncoder().withoutPadding().encodeToString(random),
            world.clock().instant());
    try {
      world.directory().add(claim);
      return claim;
    } catch (StoreException.Taken justNow) {
      return world.directory().claim(organisation.key(), name).orElseThrow(() -> justNow);
    }
  }

  /** The TXT record that proves the claim. */
  public static Record record(DomainClaim claim) {
    return new Record(Ownership.name(claim.name()), Ownership.value(claim.challenge()));
  }

  /** Looks for the record; the domain may send once its other records are seen (SPEC 2.5). */
  public VerifiedDomain verify(Organisation organisation, Domain name) throws NotDone {
    DomainClaim claim = claimed(organisation, name);
    Record wanted = record(claim);
    Answer<String> found = world.resolver().txt(wanted.name());
    if (!found.records().contains(wanted.value())) {
      throw new NotDone(Why.NOT_YET, sentence(wanted, found));
    }
    VerifiedDomain domain = own(claim, false, false);
    world.standings().begin(name, SendRule.CHECKS, claim.challenge());
    return domain;
  }

  /** Takes the operator's word for the record; the domain may send at once. */
  public VerifiedDomain assume(Organisation organisation, Domain name) throws NotDone {
    VerifiedDomain domain = own(claimed(organisation, name), true, true);
    world.standings().begin(name, SendRule.YES, null);
    return domain;
  }

  /**
   * An operator's word whether messages From it are accepted, whatever its records say; {@link
   * #followRecords} takes it back.
   */
  public void maySend(Organisation organisation, Domain name, boolean maySend) throws NotDone {
    world.standings().rule(owned(organisation, name), maySend ? SendRule.YES : SendRule.NO);
  }

  /** From now on its records decide whether it may send (SPEC 2.5). */
  public void followRecords(Organisation organisation, Domain name) throws NotDone {
    world.standings().rule(owned(organisation, name), SendRule.CHECKS);
  }

  /**
   * What a look at all records found, and how the domain stands after it.
   *
   * @param news what changed by it
   * @param worse records that were good at the look before and are not now
   * @param maySend whether messages From it are accepted now
   */
  public record Checked(
      DomainReport report,
      Standing standing,
      List<Standing.News> news,
      List<Finding> worse,
      boolean maySend) {
    public Checked {
      news = List.copyOf(news);
      worse = List.copyOf(worse);
    }
  }

  /** Looks at every record of a domain (SPEC 2.2), and notes what that means for sending. */
  public Checked check(Organisation organisation, Domain name) throws NotDone {
    return check(owned(organisation, name));
  }

  /** How a domain stood at the last look, without another one. */
  public Standing standing(VerifiedDomain domain) {
    return world.standings().of(domain);
  }

  private Checked check(VerifiedDomain domain) {
    DomainReport report = world.checks().look(domain, world.standings().of(domain));
    Standings.Noted noted = world.standings().saw(domain, report);
    Checked checked =
        new Checked(
            report,
            noted.after(),
            noted.news(),
            noted.worse(),
            noted.after().maySend(world.clock().instant()));
    if (!checked.news().isEmpty() || !checked.worse().isEmpty()) {
      world
          .directory()
          .organisation(domain.organisation())
          .ifPresent(organisation -> world.news().changed(organisation, checked));
    }
    return checked;
  }

  /**
   * Looks at the records of all domains of all organisations, and at the keys of our own mail
   * domain. A domain whose ownership record was gone for 14 days is released (SPEC 2.5).
   */
  void checkAll() {
    for (Organisation organisation : world.directory().organisations()) {
      for (VerifiedDomain domain : list(organisation)) {
        try {
          if (check(domain).news().contains(new Standing.News.Unowned())) {
            int held = release(organisation, domain.name());
            log.warn("{} is released; {} copies are held", domain.name(), held);
          }
        } catch (RuntimeException | NotDone failed) {
          log.error("the records of {} could not be looked at", domain.name(), failed);
        }
      }
    }
    Domain own = world.deployment().daemon().domain();
    if (world.directory().domain(own).isEmpty()) {
      var unused = world.dkim().look(own);
    }
  }

  /**
   * Gives a domain up: new submissions are refused, its undelivered copies held (SPEC 1.10).
   *
   * @return how many copies are held
   */
  public int release(Organisation organisation, Domain name) throws NotDone {
    owned(organisation, name);
    world.directory().release(organisation.key(), name);
    world.dkim().forget(name);
    world.standings().forget(name);
    return world.held().hold(new HeldCopies.Cause.OfDomain(organisation.key(), name));
  }

  public List<VerifiedDomain> list(Organisation organisation) {
    return world.directory().domains(organisation.key());
  }

  public List<DomainClaim> claims(Organisation organisation) {
    return world.directory().claims(organisation.key());
  }

  private VerifiedDomain own(DomainClaim claim, boolean assumed, boolean maySend) throws NotDone {
    VerifiedDomain domain =
        new VerifiedDomain(
            claim.name(), claim.organisation(), assumed, maySend, world.clock().instant());
    try {
      world.directory().add(domain);
      return domain;
    } catch (StoreException.Taken taken) {
      throw taken(false, claim.name());
    }
  }

  private DomainClaim claimed(Organisation organisation, Domain name) throws NotDone {
    return world
        .directory()
        .claim(organisation.key(), name)
        .orElseThrow(() -> new NotDone(Why.NOT_FOUND, "the organisation has not claimed " + name));
  }

  private VerifiedDomain owned(Organisation organisation, Domain name) throws NotDone {
    return world
        .directory()
        .domain(name)
        .filter(domain -> domain.organisation() == organisation.key())
        .orElseThrow(() -> new NotDone(Why.NOT_FOUND, "the organisation has not verified " + name));
  }

  private static NotDone taken(boolean byItself, Domain name) {
    return new NotDone(
        Why.TAKEN,
        name
            + (byItself
                ? " is verified already"
                : " belongs to another organisation, which has to release it first"));
  }

  private static String sentence(Record wanted, Answer<String> found) {
    String seen =
        switch (found.status()) {
          case FOUND -> "there are other TXT records, not this one";
          case NO_DATA, NO_SUCH_NAME -> "there is no TXT record yet";
          case FAILED -> "the DNS gave no answer";
        };
    return "wanted at " + wanted.name() + ": TXT \"" + wanted.value() + "\"; " + seen;
  }
}
