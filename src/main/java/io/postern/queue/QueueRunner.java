package io.postern.queue;

import io.postern.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims due items and hands each to its handler on a virtual thread of its own, in the order of
 * {@link Turns}. Owns one claiming thread; {@link #close} waits for what is under way.
 */
public final class QueueRunner implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(QueueRunner.class);
  private static final Duration LONGEST_NAP = Duration.ofSeconds(5);
  private static final Duration DRAIN = Duration.ofSeconds(30);

  private final Queue queue;
  private final Map<Item.Kind, Handler> handlers;
  private final RetrySchedule retries;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Turns turns;
  private final Claiming.Room room;
  private final Thread claimer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private boolean wake;
  private volatile boolean leftBehind;
  private volatile boolean closing;

  public QueueRunner(
      Queue queue,
      Map<Item.Kind, Handler> handlers,
      QueueSettings settings,
      InstantSource clock,
      RandomGenerator random) {
    this.queue = queue;
    this.handlers = Map.copyOf(handlers);
    this.retries = settings.retries();
    this.clock = clock;
    this.random = random;
    this.turns = new Turns(settings);
    this.room =
        new Claiming.Room() {
          @Override
          public int of(long organisation) {
            return turns.room(organisation);
          }

          @Override
          public int of(long organisation, long destination) {
            return turns.room(organisation, destination);
          }
        };
    this.claimer = Thread.ofVirtual().name("queue").unstarted(this::claimUntilClosed);
    queue.onWake(this::wake);
  }

  public void start() {
    claimer.start();
  }

  /** Whether nothing is being worked on right now. */
  public boolean isIdle() {
    return turns.isIdle();
  }

  private void claimUntilClosed() {
    while (!closing) {
      try {
        Queue.Claimed claimed = queue.claim(room);
        leftBehind = claimed.leftBehind();
        claimed.bundles().forEach(turns::offer);
        beginAll();
        if (claimed.bundles().isEmpty() && !claimed.more()) {
          nap();
        }
      } catch (InterruptedException ended) {
        return;
      } catch (StoreException storeDown) {
        log.warn("the queue cannot be read, trying again", storeDown);
        napFor(Duration.ofSeconds(1));
      }
    }
  }

  /** Begins all that may begin; called by whoever brought something or became free. */
  private void beginAll() {
    while (!closing) {
      Optional<Bundle> next = turns.next(clock.instant());
      if (next.isEmpty()) {
        return;
      }
      Bundle bundle = next.get();
      Thread.ofVirtual()
          .name("queue-" + bundle.leases().getFirst().item().key())
          .start(() -> work(bundle));
    }
  }

  private void work(Bundle bundle) {
    try {
      if (bundle.leases().stream().anyMatch(queue::isStale)) {
        queue.notBegun(List.of(bundle));
      } else {
        handlerOf(bundle).handle(bundle.leases(), this::failed);
      }
    } catch (RuntimeException failed) {
      bundle.leases().forEach(lease -> failed(lease, failed));
    } finally {
      turns.done(bundle, clock.instant());
      beginAll();
      if (leftBehind || closing) {
        wake();
      }
    }
  }

  private Handler handlerOf(Bundle bundle) {
    Item.Kind kind = bundle.leases().getFirst().item().kind();
    Handler handler = handlers.get(kind);
    if (handler == null) {
      throw new IllegalStateException("nobody handles " + kind);
    }
    return handler;
  }

  private void failed(Lease lease, Exception failed) {
    if (failed instanceof Lease.LeaseLost) {
      log.warn("item {} went to another worker", lease.item().key());
    } else {
      log.error("item {} failed unexpectedly and will be tried again", lease.item().key(), failed);
      giveBack(lease);
    }
  }

  private void giveBack(Lease lease) {
    try {
      Instant next = retries.next(clock.instant(), lease.item().attempts(), random);
      queue.returned(lease, next);
    } catch (RuntimeException storeDown) {
      // The lease ends by itself and the item is due again then.
      log.warn("item {} could not be given back", lease.item().key(), storeDown);
    }
  }

  private void nap() throws InterruptedException {
    Duration nap = Duration.between(clock.instant(), earliest());
    if (nap.isPositive()) {
      lock.lockInterruptibly();
      try {
        if (!wake && !closing) {
          // What woke us does not matter: the table is asked again either way.
          boolean signalled = woken.await(nap.toMillis(), TimeUnit.MILLISECONDS);
          log.trace("woken by {}", signalled ? "a commit" : "time");
        }
        wake = false;
      } finally {
        lock.unlock();
      }
    }
  }

  /** When to look again unless woken: what was left behind waits for a worker, not for a time. */
  private Instant earliest() {
    Instant now = clock.instant();
    Instant due = leftBehind ? Instant.MAX : queue.nextDue();
    Instant pace = turns.nextPace(now).orElse(Instant.MAX);
    Instant bound = now.plus(LONGEST_NAP);
    return Stream.of(due, pace, bound).min(Instant::compareTo).orElse(bound);
  }

  private void napFor(Duration pause) {
    try {
      lock.lockInterruptibly();
      try {
        if (!closing && woken.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          log.trace("woken early");
        }
      } finally {
        lock.unlock();
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void wake() {
    lock.lock();
    try {
      wake = true;
      woken.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Stops claiming, gives back what was not begun, and waits up to 30 s for work under way; what
   * remains is due again by its lease.
   */
  @Override
  public void close() {
    closing = true;
    wake();
    try {
      if (claimer.isAlive() && !claimer.join(DRAIN)) {
        claimer.interrupt();
      }
      queue.notBegun(turns.clear());
      if (!drained()) {
        log.warn("stopped while items were under way; their leases will end");
      }
    } catch (StoreException storeDown) {
      log.warn("what was claimed could not be given back", storeDown);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean drained() throws InterruptedException {
    long left = DRAIN.toNanos();
    lock.lockInterruptibly();
    try {
      while (turns.active() > 0 && left > 0) {
        left = woken.awaitNanos(left);
      }
      return turns.active() == 0;
    } finally {
      lock.unlock();
    }
  }
}
