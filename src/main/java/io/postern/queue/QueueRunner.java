package io.postern.queue;

import io.postern.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims due items and hands each to its handler on a virtual thread of its own, as many at once as
 * there are permits. Owns one claiming thread; {@link #close} waits for what is under way.
 */
public final class QueueRunner implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(QueueRunner.class);
  private static final int BATCH = 64;
  private static final Duration LONGEST_NAP = Duration.ofSeconds(5);

  private final Queue queue;
  private final Map<Item.Kind, Handler> handlers;
  private final RetrySchedule retries;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final int workers;
  private final Semaphore permits;
  private final Thread claimer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private boolean wake;
  private volatile boolean closing;

  public QueueRunner(
      Queue queue,
      Map<Item.Kind, Handler> handlers,
      RetrySchedule retries,
      InstantSource clock,
      RandomGenerator random,
      int workers) {
    this.queue = queue;
    this.handlers = Map.copyOf(handlers);
    this.retries = retries;
    this.clock = clock;
    this.random = random;
    this.workers = workers;
    this.permits = new Semaphore(workers);
    this.claimer = Thread.ofVirtual().name("queue").unstarted(this::claimUntilClosed);
    queue.onWake(this::wake);
  }

  public void start() {
    claimer.start();
  }

  /** Whether nothing is being worked on right now. */
  public boolean isIdle() {
    return permits.availablePermits() == workers;
  }

  private void claimUntilClosed() {
    while (!closing) {
      try {
        if (claimOnce() == 0) {
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

  private int claimOnce() throws InterruptedException {
    permits.acquire();
    int extra = permits.drainPermits();
    int room = Math.min(BATCH, extra + 1);
    permits.release(extra + 1 - room);
    List<Lease> leases = List.of();
    try {
      leases = queue.claim(room);
    } finally {
      permits.release(room - leases.size());
    }
    for (Lease lease : leases) {
      Thread.ofVirtual().name("queue-" + lease.item().key()).start(() -> work(lease));
    }
    return leases.size();
  }

  private void work(Lease lease) {
    try {
      Handler handler = handlers.get(lease.item().kind());
      if (handler == null) {
        throw new IllegalStateException("nobody handles " + lease.item().kind());
      }
      handler.handle(lease);
    } catch (Lease.LeaseLost lost) {
      log.warn("item {} went to another worker", lease.item().key());
    } catch (Exception failed) {
      log.error("item {} failed unexpectedly and will be tried again", lease.item().key(), failed);
      giveBack(lease);
    } finally {
      permits.release();
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
    Duration untilDue = Duration.between(clock.instant(), earliest());
    Duration nap = untilDue.compareTo(LONGEST_NAP) < 0 ? untilDue : LONGEST_NAP;
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

  private Instant earliest() {
    Instant due = queue.nextDue();
    Instant bound = clock.instant().plus(LONGEST_NAP);
    return due.isBefore(bound) ? due : bound;
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
   * Stops claiming and waits up to 30 s for work under way; what remains is due again by its lease.
   */
  @Override
  public void close() {
    closing = true;
    wake();
    try {
      if (!permits.tryAcquire(workers, 30, TimeUnit.SECONDS)) {
        log.warn("stopped while items were under way; their leases will end");
      }
      claimer.interrupt();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }
}
