package io.postern.standing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.postern.dkim.Algorithm;
import io.postern.dkim.KeyRecord;
import io.postern.dkim.Signer;
import io.postern.dkim.SigningKey;
import io.postern.dns.Answer;
import io.postern.dns.Resolver;
import io.postern.seal.KeyService;
import io.postern.smtp.Domain;
import io.postern.standing.DkimKey.State;
import io.postern.store.Database;
import io.postern.store.Tx;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DKIM keys of domains (SPEC 2.3). Thread-safe.
 *
 * <p>A domain has pairs of an RSA and an Ed25519 key, under the selectors {@code p1r} and {@code
 * p1e}, and after a rotation {@code p2r} and {@code p2e}, and so on in turn: four names, which can
 * be aliases that are published once. A pair is first <i>upcoming</i>: made, shown, and not used.
 * When a look at the DNS finds it, at least as much of it as the pair in use has, it is
 * <i>active</i> and the former one <i>retiring</i>: it signs no more and stays published for as
 * long as its signatures may be believed. Then it is destroyed, and its name is free for the next.
 *
 * <p>A key signs only when it is active and the last look found it. Trouble with the DNS is no
 * finding and changes nothing.
 */
public final class DkimKeys {
  private static final Logger log = LoggerFactory.getLogger(DkimKeys.class);

  /** In which a change made by another process (the command line) takes hold. */
  private static final Duration TTL = Duration.ofSeconds(2);

  private final Database database;
  private final KeyService keys;
  private final Resolver resolver;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Cache<Domain, List<SigningKey>> signing =
      Caffeine.newBuilder().maximumSize(20_000).expireAfterWrite(TTL).build();
  private final Cache<Long, PrivateKey> opened = Caffeine.newBuilder().maximumSize(2_000).build();

  public DkimKeys(
      Database database,
      KeyService keys,
      Resolver resolver,
      InstantSource clock,
      SecureRandom random) {
    this.database = database;
    this.keys = keys;
    this.resolver = resolver;
    this.clock = clock;
    this.random = random;
  }

  /** What signs for a domain now; RSA first. Empty: what leaves From there goes unsigned. */
  public List<SigningKey> signing(Domain domain) {
    return signing.get(domain, this::openAll);
  }

  /** All keys of a domain, as they stand; the newest pair last. */
  public List<DkimKey> of(Domain domain) {
    return database.read(tx -> of(tx, domain));
  }

  /** The domains that have keys. */
  public List<Domain> domains() {
    return database.read(tx ->
        tx.list(
            "SELECT DISTINCT domain FROM dkim_key ORDER BY domain",
            row -> new Domain(row.getString(1))));
  }

  /** Makes the first pair of a domain; one that has keys keeps them. */
  public List<DkimKey> ensure(Domain domain) {
    List<DkimKey> there = of(domain);
    if (!there.isEmpty()) {
      return there;
    }
    makePair(domain);
    return of(domain);
  }

  /** What came of the wish for a new pair. */
  public sealed interface Rotation {
    /** A pair was made; its records have to be published. */
    record Begun() implements Rotation {}

    /** There is one already that was not seen in the DNS yet. */
    record Waiting() implements Rotation {}

    /** The names are taken by the pair before the one in use until then. */
    record TooEarly(Instant until) implements Rotation {}
  }

  /** Makes a new pair, which takes over when it was seen in the DNS. */
  public Rotation rotate(Domain domain) {
    List<DkimKey> there = of(domain);
    Optional<DkimKey> retiring = there.stream().filter(is(State.RETIRING)).findFirst();
    if (there.stream().anyMatch(is(State.UPCOMING))) {
      return new Rotation.Waiting();
    }
    if (retiring.isPresent()) {
      return new Rotation.TooEarly(retiring.get().stateAt().plus(Signer.VALID));
    }
    makePair(domain);
    return new Rotation.Begun();
  }

  /**
   * Looks for every key in the DNS, and moves pairs on. Blocks on the DNS, then on the store.
   *
   * @return the keys as they stand now
   */
  public List<DkimKey> look(Domain domain) {
    List<DkimKey> before = of(domain);
    Set<Long> live = new TreeSet<>();
    for (DkimKey key : before) {
      if (isLive(key)) {
        live.add(key.key());
      }
    }
    Instant now = clock.instant();
    List<DkimKey> after =
        database.write(tx -> {
          for (DkimKey key : before) {
            tx.update(
                "UPDATE dkim_key SET live = ? WHERE key = ?", live.contains(key.key()), key.key());
          }
          moveOn(tx, domain, now);
          return of(tx, domain);
        });
    signing.invalidate(domain);
    return after;
  }

  /** Destroys all keys of a domain that was given up. */
  public void forget(Domain domain) {
    database.write(tx -> tx.update("DELETE FROM dkim_key WHERE domain = ?", domain.ascii()));
    signing.invalidate(domain);
  }

  private boolean isLive(DkimKey key) {
    Answer<String> found = resolver.txt(key.name());
    return switch (found.status()) {
      case FOUND -> found.records().size() == 1 && same(found.records().getFirst(), key);
      case NO_DATA, NO_SUCH_NAME -> false;
      case FAILED -> key.live();
    };
  }

  /** Whether a record publishes this key, however it is written. */
  static boolean same(String text, DkimKey key) {
    return KeyRecord.parse(text) instanceof KeyRecord.Usable(KeyRecord found)
        && KeyRecord.parse(key.record()) instanceof KeyRecord.Usable(KeyRecord wanted)
        && found.algorithm() == wanted.algorithm()
        && Arrays.equals(found.key().getEncoded(), wanted.key().getEncoded());
  }

  private void moveOn(Tx tx, Domain domain, Instant now) {
    List<DkimKey> all = of(tx, domain);
    Set<Algorithm> used = live(all, State.ACTIVE);
    Set<Algorithm> next = live(all, State.UPCOMING);
    if (!next.isEmpty() && next.containsAll(used)) {
      move(tx, domain, State.ACTIVE, State.RETIRING, now);
      move(tx, domain, State.UPCOMING, State.ACTIVE, now);
      log.info("{} is signed with new DKIM keys from now on", domain);
    }
    int destroyed =
        tx.update(
            "DELETE FROM dkim_key WHERE domain = ? AND state = ? AND state_at <= ?",
            domain.ascii(),
            State.RETIRING.name(),
            now.minus(Signer.VALID));
    if (destroyed > 0) {
      log.info("the retired DKIM keys of {} are destroyed: their records may go", domain);
    }
  }

  private static void move(Tx tx, Domain domain, State from, State to, Instant now) {
    tx.update(
        "UPDATE dkim_key SET state = ?, state_at = ? WHERE domain = ? AND state = ?",
        to.name(),
        now,
        domain.ascii(),
        from.name());
  }

  private static Set<Algorithm> live(List<DkimKey> all, State state) {
    Set<Algorithm> live = EnumSet.noneOf(Algorithm.class);
    all.stream().filter(is(state)).filter(DkimKey::live).forEach(key -> live.add(key.algorithm()));
    return live;
  }

  private void makePair(Domain domain) {
    record Made(long key, Algorithm algorithm, String record, byte[] sealed) {}
    List<Made> made = new ArrayList<>();
    for (Algorithm algorithm : Algorithm.values()) {
      long key = database.newKey();
      KeyPair pair = algorithm.newKeyPair(random);
      byte[] plain = pair.getPrivate().getEncoded();
      made.add(
          new Made(
              key,
              algorithm,
              KeyRecord.text(algorithm, pair.getPublic()),
              keys.sealSecret(plain, context(key))));
      Arrays.fill(plain, (byte) 0);
    }
    Instant now = clock.instant();
    database.write(tx -> {
      List<DkimKey> there = of(tx, domain);
      if (there.stream().anyMatch(is(State.UPCOMING))) {
        return false; // somebody else was faster
      }
      int number = there.stream().anyMatch(key -> key.pair() == 1) ? 2 : 1;
      for (Made one : made) {
        tx.update(
            """
            INSERT INTO dkim_key (key, domain, selector, pair, algorithm, record, private, state,
              live, made_at, state_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            one.key,
            domain.ascii(),
            "p" + number + (one.algorithm == Algorithm.RSA_SHA256 ? "r" : "e"),
            number,
            one.algorithm.name(),
            one.record,
            one.sealed,
            State.UPCOMING.name(),
            false,
            now,
            now);
      }
      return true;
    });
  }

  private List<SigningKey> openAll(Domain domain) {
    List<SigningKey> all = new ArrayList<>();
    for (DkimKey key : of(domain)) {
      if (key.state() == State.ACTIVE && key.live()) {
        PrivateKey opens = opened.get(key.key(), id -> open(key));
        all.add(new SigningKey(domain, key.selector(), key.algorithm(), opens));
      }
    }
    return List.copyOf(all);
  }

  private PrivateKey open(DkimKey key) {
    byte[] sealed =
        database
            .read(tx ->
                tx.one("SELECT private FROM dkim_key WHERE key = ?", r -> r.getBytes(1), key.key()))
            .orElseThrow(() -> new IllegalStateException("a DKIM key is gone"));
    byte[] plain = keys.openSecret(sealed, context(key.key()));
    try {
      String name =
          switch (key.algorithm()) {
            case RSA_SHA256 -> "RSA";
            case ED25519_SHA256 -> "Ed25519";
          };
      return KeyFactory.getInstance(name).generatePrivate(new PKCS8EncodedKeySpec(plain));
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("a DKIM key cannot be read", broken);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  private static List<DkimKey> of(Tx tx, Domain domain) {
    return tx.list(
        "SELECT * FROM dkim_key WHERE domain = ? ORDER BY made_at, key",
        DkimKey::of,
        domain.ascii());
  }

  private static java.util.function.Predicate<DkimKey> is(State state) {
    return key -> key.state() == state;
  }

  private static String context(long key) {
    return "dkim key " + key;
  }
}
