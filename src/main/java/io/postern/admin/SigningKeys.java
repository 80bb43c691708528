package io.postern.admin;

import io.postern.admin.NotDone.Why;
import io.postern.directory.Organisation;
import io.postern.smtp.Domain;
import io.postern.standing.DkimKey;
import io.postern.standing.DkimKeys;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** DKIM keys of domains: shown, looked for in the DNS, rotated (SPEC 2.3). */
public final class SigningKeys {
  private final Administration.World world;

  SigningKeys(Administration.World world) {
    this.world = world;
  }

  /**
   * All keys of a domain with the records that publish them, after a look at the DNS; the first
   * pair is made when there is none.
   */
  public List<DkimKey> show(Organisation organisation, Domain domain) throws NotDone {
    owned(organisation, domain);
    return look(domain);
  }

  /** The keys as they stand, without a look; the first pair is made when there is none. */
  public List<DkimKey> make(Organisation organisation, Domain domain) throws NotDone {
    owned(organisation, domain);
    return world.dkim().ensure(domain);
  }

  /** Makes a new pair; it takes over once it was seen in the DNS. */
  public List<DkimKey> rotate(Organisation organisation, Domain domain) throws NotDone {
    owned(organisation, domain);
    return rotate(domain);
  }

  /** The keys of the gateway's own mail domain, which reports and notices are From. */
  public List<DkimKey> showOwn() {
    return look(world.deployment().daemon().domain());
  }

  /** A new pair for the gateway's own mail domain. */
  public List<DkimKey> rotateOwn() throws NotDone {
    return rotate(world.deployment().daemon().domain());
  }

  private List<DkimKey> look(Domain domain) {
    world.dkim().ensure(domain);
    return world.dkim().look(domain);
  }

  private List<DkimKey> rotate(Domain domain) throws NotDone {
    if (world.dkim().of(domain).isEmpty()) {
      return look(domain);
    }
    return switch (world.dkim().rotate(domain)) {
      case DkimKeys.Rotation.Begun() -> world.dkim().of(domain);
      case DkimKeys.Rotation.Waiting() ->
          throw new NotDone(
              Why.NOT_YET,
              "the new keys of " + domain + " are made already and wait to be published");
      case DkimKeys.Rotation.TooEarly(var until) ->
          throw new NotDone(
              Why.NOT_YET,
              "the former keys of "
                  + domain
                  + " stay published until "
                  + until.truncatedTo(ChronoUnit.MINUTES));
    };
  }

  private void owned(Organisation organisation, Domain domain) throws NotDone {
    if (world
        .directory()
        .domain(domain)
        .filter(found -> found.organisation() == organisation.key())
        .isEmpty()) {
      throw new NotDone(Why.NOT_FOUND, "the organisation has not verified " + domain);
    }
  }
}
