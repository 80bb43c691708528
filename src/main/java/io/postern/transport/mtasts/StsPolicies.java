package io.postern.transport.mtasts;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.postern.dns.Resolver;
import io.postern.smtp.BadAddress;
import io.postern.smtp.Domain;
import io.postern.store.Database;
import io.postern.transport.mtasts.StsPolicyTable.Kept;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the policy that binds for a domain, and keeps what it finds in the store (RFC 8461 section
 * 5). Blocks as long as resolver and policy server do; a policy under way is not fetched twice, and
 * one that could not be had is not asked for again for five minutes. Safe for any number of
 * threads; owns the threads that fetch.
 */
public final class StsPolicies implements StsLookup, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StsPolicies.class);

  /** Section 3.3 suggests both. */
  private static final Duration TROUBLE_KEPT = Duration.ofMinutes(5);

  private static final Duration DAY = Duration.ofDays(1);

  /** After a renewal that failed. */
  private static final Duration AGAIN = Duration.ofHours(1);

  /** What no mail asked for in this time is left to run out. */
  private static final Duration IN_USE = Duration.ofDays(30);

  private static final int MOST_PER_ROUND = 200;

  private final Resolver resolver;
  private final PolicySource source;
  private final Database database;
  private final InstantSource clock;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** One entry per domain and id: those under way, and those that failed of late. */
  private final AsyncCache<Wanted, Got> fetches;

  private record Wanted(Domain domain, String id) {}

  /** What a fetch came to. */
  private sealed interface Got {
    record Policy(StsPolicy policy) implements Got {}

    record Nothing(StsTrouble trouble, String why) implements Got {}

    /** Our own trouble, not the domain's: says nothing about its policy. */
    record OwnTrouble(String why) implements Got {}
  }

  public StsPolicies(
      Resolver resolver, PolicySource source, Database database, InstantSource clock) {
    this.resolver = resolver;
    this.source = source;
    this.database = database;
    this.clock = clock;
    this.fetches =
        Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(TROUBLE_KEPT)
            .ticker(() -> Duration.between(Instant.EPOCH, clock.instant()).toNanos())
            .executor(threads)
            .buildAsync();
  }

  @Override
  public StsFinding of(Domain domain) {
    Domain place;
    try {
      place = Domain.of("_mta-sts." + domain.ascii());
    } catch (BadAddress tooLong) {
      return StsFinding.NONE;
    }
    Kept kept = kept(domain);
    StsFinding.Found known = kept == null ? null : found(kept);
    return switch (StsRecord.of(resolver.txt(place))) {
      case StsRecord.Announced(String id) ->
          kept != null && known != null && kept.id().equals(id)
              ? known
              : renewed(domain, id, known);
      // Section 5.1: what is kept and has not run out binds, whatever the record says now.
      case StsRecord.Absent _ -> known == null ? StsFinding.NONE : known;
      case StsRecord.Unreadable _ ->
          known == null
              ? new StsFinding.Broken(StsTrouble.INVALID, "the TXT record is none")
              : known;
      case StsRecord.Unanswered(String why) ->
          known == null ? new StsFinding.Unknown("MTA-STS record: " + why) : known;
    };
  }

  private StsFinding renewed(Domain domain, String id, StsFinding.@Nullable Found known) {
    return switch (fetched(new Wanted(domain, id))) {
      case Got.Policy(StsPolicy policy) -> new StsFinding.Found(domain, policy, null);
      case Got.Nothing(StsTrouble trouble, String why) -> {
        log.info("{}: no MTA-STS policy: {}, {}", domain, trouble.word(), why);
        yield known == null
            ? new StsFinding.Broken(trouble, why)
            : new StsFinding.Found(domain, known.policy(), trouble);
      }
      case Got.OwnTrouble(String why) ->
          known == null ? new StsFinding.Unknown("MTA-STS policy: " + why) : known;
    };
  }

  private Got fetched(Wanted wanted) {
    CompletableFuture<Got> future =
        fetches.get(
            wanted, (key, executor) -> CompletableFuture.supplyAsync(() -> fetch(key), threads));
    try {
      Got got = future.get();
      if (got instanceof Got.Policy) {
        // From here on the store answers; only failures are remembered, and not for long.
        fetches.synchronous().invalidate(wanted);
      }
      return got;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return new Got.OwnTrouble("stopped");
    } catch (ExecutionException bug) {
      log.error("{}: fetching an MTA-STS policy broke off", wanted.domain(), bug.getCause());
      return new Got.OwnTrouble("the fetch broke off");
    }
  }

  private Got fetch(Wanted wanted) {
    return switch (source.fetch(wanted.domain())) {
      case PolicySource.Failed(StsTrouble trouble, String why) -> new Got.Nothing(trouble, why);
      case PolicySource.Text(byte[] octets) ->
          switch (StsPolicyText.of(octets)) {
            case StsPolicyText.Invalid(String why) -> new Got.Nothing(StsTrouble.INVALID, why);
            case StsPolicyText.Valid(StsPolicy policy) -> {
              Instant now = clock.instant();
              database.write(tx -> {
                StsPolicyTable.keep(tx, wanted.domain(), wanted.id(), policy, now);
                return true;
              });
              yield new Got.Policy(policy);
            }
          };
    };
  }

  private @Nullable Kept kept(Domain domain) {
    Instant now = clock.instant();
    Optional<Kept> kept = database.read(tx -> StsPolicyTable.find(tx, domain, now));
    kept.filter(one -> one.usedAt().isBefore(now.minus(DAY)))
        .ifPresent(one ->
            database.write(tx -> {
              StsPolicyTable.used(tx, domain, now);
              return true;
            }));
    return kept.orElse(null);
  }

  private static StsFinding.@Nullable Found found(Kept kept) {
    return switch (StsPolicyText.of(kept.text())) {
      case StsPolicyText.Valid(StsPolicy policy) ->
          new StsFinding.Found(kept.domain(), policy, null);
      case StsPolicyText.Invalid _ -> null;
    };
  }

  /**
   * Fetches anew what is in use and due, so that nobody gains by disturbing the renewal when a
   * policy is about to run out (section 10.2), and drops what has run out.
   */
  public void refresh() {
    Instant now = clock.instant();
    database.write(tx -> {
      StsPolicyTable.dropExpired(tx, now);
      return true;
    });
    for (Kept kept :
        database.read(tx -> StsPolicyTable.stale(tx, now, now.minus(IN_USE), MOST_PER_ROUND))) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      if (!(fetched(new Wanted(kept.domain(), kept.id())) instanceof Got.Policy)) {
        // Section 3.3: administrators are told when a renewal fails.
        log.warn("{}: its MTA-STS policy could not be renewed", kept.domain());
        database.write(tx -> {
          StsPolicyTable.refreshLater(tx, kept.domain(), now.plus(AGAIN));
          return true;
        });
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
