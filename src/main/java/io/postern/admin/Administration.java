package io.postern.admin;

import io.postern.directory.Deployment;
import io.postern.directory.Directory;
import io.postern.dispatch.Custody;
import io.postern.dispatch.WaitingList;
import io.postern.dns.Resolver;
import io.postern.seal.Addresses;
import io.postern.seal.KeyService;
import io.postern.seal.Passwords;
import io.postern.smtp.Domain;
import io.postern.standing.DkimKeys;
import io.postern.standing.DomainChecks;
import io.postern.standing.Standings;
import io.postern.store.Database;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * All operations of administration, one class per noun. Thread-safe; every operation blocks on the
 * store, some on a password derivation or the DNS.
 */
public final class Administration {
  private final Organisations organisations;
  private final Domains domains;
  private final Accounts accounts;
  private final SmtpCredentials credentials;
  private final Policies policies;
  private final AccessRights rights;
  private final InboundDelivery inboundDelivery;
  private final SigningKeys signingKeys;
  private final WaitingCopies queue;
  private final Tracking tracking;
  private final ReturnPathHosts returnPaths;

  /**
   * What the operations work on.
   *
   * @param directory the process's one, so that its memory is told of changes
   * @param addresses recipients at rest
   * @param bouncesHost where return-path records have to lead, or null when nothing listens there
   */
  public record World(
      Database database,
      Directory directory,
      KeyService keys,
      Passwords passwords,
      Addresses addresses,
      Resolver resolver,
      HeldCopies held,
      WaitingList waiting,
      Custody custody,
      DkimKeys dkim,
      DomainChecks checks,
      Standings standings,
      DomainNews news,
      Deployment deployment,
      @Nullable Domain bouncesHost,
      InstantSource clock,
      SecureRandom random) {}

  public Administration(World world) {
    organisations = new Organisations(world);
    domains = new Domains(world);
    accounts = new Accounts(world);
    credentials = new SmtpCredentials(world);
    policies = new Policies(world);
    rights = new AccessRights(world);
    inboundDelivery = new InboundDelivery(world);
    signingKeys = new SigningKeys(world);
    queue = new WaitingCopies(world);
    tracking = new Tracking(world);
    returnPaths = new ReturnPathHosts(world);
  }

  public Organisations organisations() {
    return organisations;
  }

  public Domains domains() {
    return domains;
  }

  public Accounts accounts() {
    return accounts;
  }

  public SmtpCredentials credentials() {
    return credentials;
  }

  public Policies policies() {
    return policies;
  }

  public SigningKeys signingKeys() {
    return signingKeys;
  }

  public AccessRights rights() {
    return rights;
  }

  public InboundDelivery inboundDelivery() {
    return inboundDelivery;
  }

  /** What waits to be sent. */
  public WaitingCopies queue() {
    return queue;
  }

  /** What became of messages. */
  public Tracking tracking() {
    return tracking;
  }

  public ReturnPathHosts returnPaths() {
    return returnPaths;
  }
}
