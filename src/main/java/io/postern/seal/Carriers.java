package io.postern.seal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One encapsulation carries what is sealed to the same public key within some seconds. The two
 * scalar multiplications of an encapsulation were a third of what accepting a mail costs.
 *
 * <p>A carrier is a secret exported from a fresh HPKE context; each text is sealed under it with
 * AES-256-GCM, a random nonce and its own associated data, and brings the encapsulated key along,
 * so that it opens by itself. For its few seconds a carrier in memory opens what it sealed, as the
 * data keys beside it do; then it is gone, and only the private half finds it again
 * (docs/decisions/0035). Thread-safe.
 */
final class Carriers {
  private static final Duration LIFE = Duration.ofSeconds(5);

  /** Far below what a random 96-bit nonce allows for one key (NIST SP 800-38D section 8.3). */
  private static final int SEALS = 1 << 20;

  private final Cache<ByteBuffer, Carrier> current =
      Caffeine.newBuilder()
          .maximumSize(1_000)
          .expireAfterWrite(LIFE)
          .scheduler(Scheduler.systemScheduler())
          .build();

  private record Carrier(Hpke.Shared shared, AtomicInteger seals) {}

  /** What to seal under now. */
  Hpke.Shared to(byte[] publicKey) {
    ByteBuffer whom = ByteBuffer.wrap(publicKey.clone());
    while (true) {
      Carrier carrier =
          current.get(
              whom, key -> new Carrier(Hpke.share(publicKey, Hpke.CARRIER), new AtomicInteger()));
      if (carrier.seals.incrementAndGet() <= SEALS) {
        return carrier.shared;
      }
      current.asMap().remove(whom, carrier);
    }
  }
}
