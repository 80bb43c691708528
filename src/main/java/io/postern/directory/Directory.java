package io.postern.directory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.store.Database;
import io.postern.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Who is who. Thread-safe; every method blocks on the store at most once.
 *
 * <p>What intake and submission read for every message is remembered for {@link #TTL}: the time in
 * which a change made by another process (the command line) takes hold. A change made through this
 * object holds at once. Secrets and rights are never remembered.
 */
public final class Directory implements Credentials {

  /** How long a reading may be used again. */
  public static final Duration TTL = Duration.ofSeconds(2);

  private final Database database;
  private final InstantSource clock;
  private final CredentialUses uses;
  private final Cache<Long, Optional<Organisation>> organisations = cache();
  private final Cache<Domain, Optional<VerifiedDomain>> domains = cache();
  private final Cache<Long, Optional<InboundDirect>> inbound = cache();
  private final Cache<Domain, Optional<ReturnPathHost>> returnPaths = cache();
  private final Cache<String, Optional<Account>> accounts = cache();
  private final Cache<String, Optional<SmtpCredential>> credentials = cache();

  public Directory(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
    this.uses = new CredentialUses(database, clock);
  }

  private static <K, V> Cache<K, V> cache() {
    return Caffeine.newBuilder()
        .maximumSize(20_000)
        .expireAfterWrite(TTL.toNanos(), TimeUnit.NANOSECONDS)
        .build();
  }

  // Organisations

  public Optional<Organisation> organisation(long key) {
    return organisations.get(key, wanted -> read(tx -> OrganisationTable.byKey(tx, wanted)));
  }

  public Optional<Organisation> organisationByName(String name) {
    return read(tx -> OrganisationTable.byName(tx, name));
  }

  public List<Organisation> organisations() {
    return database.read(OrganisationTable::all);
  }

  /**
   * @throws io.postern.store.StoreException.Taken when the name is taken
   */
  public void add(Organisation organisation) {
    write(tx -> OrganisationTable.insert(tx, organisation, clock.instant()));
    organisations.invalidate(organisation.key());
  }

  /**
   * Changes an organisation, read and written in one transaction: everything but keys and ids.
   *
   * @return what it is now; empty when there is no such organisation
   * @throws io.postern.store.StoreException.Taken when another one has the new name
   */
  public Optional<Organisation> change(long key, UnaryOperator<Organisation> change) {
    Optional<Organisation> changed =
        database.write(tx -> {
          Optional<Organisation> now = OrganisationTable.byKey(tx, key).map(change);
          now.ifPresent(o -> OrganisationTable.update(tx, o));
          return now;
        });
    organisations.invalidate(key);
    return changed;
  }

  // Domains

  /** The verified domain of this name, whoever owns it. */
  public Optional<VerifiedDomain> domain(Domain name) {
    return domains.get(name, wanted -> read(tx -> DomainTable.verified(tx, wanted)));
  }

  public Optional<Organisation> organisationOfDomain(Domain name) {
    return domain(name).flatMap(domain -> organisation(domain.organisation()));
  }

  public List<VerifiedDomain> domains(long organisation) {
    return database.read(tx -> DomainTable.verifiedOf(tx, organisation));
  }

  public Optional<DomainClaim> claim(long organisation, Domain name) {
    return read(tx -> DomainTable.claim(tx, organisation, name));
  }

  public List<DomainClaim> claims(long organisation) {
    return database.read(tx -> DomainTable.claimsOf(tx, organisation));
  }

  public void add(DomainClaim claim) {
    write(tx -> DomainTable.insert(tx, claim));
  }

  /**
   * Makes a claim come true.
   *
   * @throws io.postern.store.StoreException.Taken when the domain has a verified owner
   */
  public void add(VerifiedDomain domain) {
    write(tx -> DomainTable.insert(tx, domain));
    domains.invalidate(domain.name());
  }

  public void setMaySend(Domain name, boolean maySend) {
    write(tx -> DomainTable.setMaySend(tx, name, maySend));
    domains.invalidate(name);
  }

  /** False when the organisation does not own it. */
  public boolean release(long organisation, Domain name) {
    int gone =
        database.write(tx -> {
          int released = DomainTable.release(tx, organisation, name);
          if (released == 1) {
            ReturnPathTable.forget(tx, name);
          }
          return released;
        });
    domains.invalidate(name);
    returnPaths.invalidate(name);
    return gone == 1;
  }

  // Inbound direct delivery

  /** The server an organisation has named for its own people's messages, on or off. */
  public Optional<InboundDirect> inboundDirect(long organisation) {
    return inbound.get(organisation, wanted -> read(tx -> InboundDirectTable.of(tx, wanted)));
  }

  /** The server that takes a domain's messages: its owner has one, and it is on (SPEC 6.1). */
  public Optional<InboundDirect> inboundDirectOf(Domain domain) {
    return domain(domain)
        .flatMap(owned -> inboundDirect(owned.organisation()))
        .filter(InboundDirect::active);
  }

  public void put(InboundDirect server) {
    write(tx -> InboundDirectTable.put(tx, server, clock.instant()));
    inbound.invalidate(server.organisation());
  }

  /** What is known of the return-path host of a From domain; empty when nobody looked. */
  public Optional<ReturnPathHost> returnPath(Domain domain) {
    return returnPaths.get(domain, wanted -> read(tx -> ReturnPathTable.of(tx, wanted)));
  }

  /** Every return-path host somebody looked for. */
  public List<ReturnPathHost> returnPaths() {
    return database.read(ReturnPathTable::all);
  }

  public void put(ReturnPathHost path) {
    write(tx -> ReturnPathTable.put(tx, path));
    returnPaths.invalidate(path.domain());
  }

  // Accounts

  public Optional<Account> account(long key) {
    return read(tx -> AccountTable.byKey(tx, key));
  }

  /** The account with this address, primary or alias, active or not. */
  public Optional<Account> accountByAddress(Mailbox address) {
    return accounts.get(address.key(), wanted -> read(tx -> AccountTable.byAddress(tx, address)));
  }

  public List<Account> accounts(long organisation) {
    return database.read(tx -> AccountTable.of(tx, organisation));
  }

  /**
   * @throws io.postern.store.StoreException.Taken when an address belongs to an account already
   */
  public void add(Account account) {
    write(tx -> AccountTable.insert(tx, account, clock.instant()));
    accounts.invalidateAll();
  }

  /**
   * @throws io.postern.store.StoreException.Taken when the address belongs to an account already
   */
  public void addAlias(long account, Mailbox alias) {
    write(tx -> AccountTable.insertAddress(tx, account, alias, false));
    accounts.invalidateAll();
  }

  /** False when it is no alias of this account. */
  public boolean removeAlias(long account, Mailbox alias) {
    int gone = database.write(tx -> AccountTable.removeAlias(tx, account, alias));
    accounts.invalidateAll();
    return gone == 1;
  }

  public void setActive(Account account, boolean active) {
    write(tx -> AccountTable.setActive(tx, account.key(), active));
    accounts.invalidateAll();
  }

  /**
   * @param phc as {@code seal.Passwords} makes it
   */
  public void setPassword(long account, String phc) {
    write(tx -> AccountTable.setPassword(tx, account, phc));
  }

  /**
   * @param sealedSeed null takes the second factor away, and with it row 1 of the ladder
   */
  public void setTotp(long account, byte @Nullable [] sealedSeed) {
    write(tx -> AccountTable.setTotp(tx, account, sealedSeed));
    accounts.invalidateAll();
  }

  public Optional<SignInSecrets> secrets(long account) {
    return read(tx -> AccountTable.secrets(tx, account));
  }

  /**
   * Uses up a time step of {@link Totp}.
   *
   * @return false when this one or a later one was used before (RFC 6238 section 5.2)
   */
  public boolean useTotpStep(long account, long step) {
    return database.write(tx -> AccountTable.useTotpStep(tx, account, step));
  }

  /** Whether a personal account has proven what the organisation knows of it (SPEC 6.9). */
  public boolean satisfied(long account, long organisation) {
    return database.read(tx -> AccountTable.satisfied(tx, account, organisation));
  }

  /** Notes that it has, in the transaction that notes the opening. */
  public static void satisfy(Tx tx, long account, long organisation, Instant now) {
    AccountTable.satisfy(tx, account, organisation, now);
  }

  // Credentials

  @Override
  public Optional<SmtpCredential> byLogin(String login) {
    return credentials.get(login, wanted -> read(tx -> CredentialTable.byLogin(tx, wanted)));
  }

  @Override
  public void used(SmtpCredential credential) {
    uses.note(credential.key());
  }

  public List<CredentialUse> credentials(long organisation) {
    return database.read(tx -> CredentialTable.of(tx, organisation));
  }

  public void add(SmtpCredential credential) {
    write(tx -> CredentialTable.insert(tx, credential, clock.instant()));
    credentials.invalidate(credential.login());
  }

  /** A new secret in the old one's place: the old one signs in no more. */
  public void replaceSecret(SmtpCredential credential) {
    write(tx -> CredentialTable.replaceSecret(tx, credential));
    credentials.invalidate(credential.login());
  }

  public void setActive(SmtpCredential credential, boolean active) {
    write(tx -> CredentialTable.setActive(tx, credential.key(), active));
    credentials.invalidate(credential.login());
  }

  /** Writes the noted uses now; at the latest at shutdown. */
  public void flushUses() {
    uses.flush();
  }

  private <T> Optional<T> read(Function<Tx, Optional<T>> question) {
    return database.read(question::apply);
  }

  private void write(Consumer<Tx> change) {
    database.write(tx -> {
      change.accept(tx);
      return true;
    });
  }
}
