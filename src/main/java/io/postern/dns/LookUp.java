package io.postern.dns;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What one look-up may still spend: queries, time, processor time (SPEC 7.2). Zones can be built so
 * that judging their answers takes hours (CVE-2023-50387, CVE-2023-50868); whoever runs one gets no
 * more than this.
 *
 * <p>It is also the executor of its own validation: that is how the validator, which knows no
 * budgets, hands it on from query to query, and how the time its signatures take is measured.
 * Thread-safe.
 */
final class LookUp implements Executor {
  static final int MOST_QUERIES = 40;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Executor processors;
  private final long end;
  private final AtomicInteger queries = new AtomicInteger(MOST_QUERIES);
  private final AtomicInteger signatures = new AtomicInteger(CostLimits.MOST_SIGNATURES_IN_ALL);
  private final AtomicLong processorLeft;
  private final AtomicReference<@Nullable Trouble> trouble = new AtomicReference<>();

  /**
   * @param processors platform threads, on which signatures are checked
   */
  LookUp(ResolverSettings.Limits limits, Executor processors) {
    this.processors = processors;
    this.end = System.nanoTime() + limits.lookUp().toNanos();
    this.processorLeft = new AtomicLong(limits.processor().toNanos());
  }

  /**
   * Asks leave for one more query.
   *
   * @throws Trouble when nothing is left to spend
   */
  void spendQuery() throws Trouble {
    if (queries.getAndDecrement() <= 0) {
      throw Trouble.noAnswer("gave up after " + MOST_QUERIES + " queries");
    }
    if (processorLeft.get() < 0) {
      throw Trouble.noAnswer("gave up: its signatures take too long to check");
    }
    if (left().isZero()) {
      throw Trouble.noAnswer("gave up: took too long");
    }
  }

  /**
   * Counts signatures that are about to be checked. Not all of the time they take can be measured:
   * the validator runs some of its steps where it likes.
   *
   * @throws Trouble when they are too many
   */
  void spendSignatures(int count) throws Trouble {
    if (signatures.addAndGet(-count) < 0) {
      throw Trouble.noAnswer("a costly zone: too many signatures");
    }
  }

  /** Time left; zero when it is over. */
  Duration left() {
    long nanos = end - System.nanoTime();
    return nanos > 0 ? Duration.ofNanos(nanos) : Duration.ZERO;
  }

  /** Queries made so far. */
  int spentQueries() {
    return MOST_QUERIES - Math.max(0, queries.get());
  }

  /**
   * Remembers that a part of the validation failed. The validator takes a missing key for a missing
   * signature in some places; what is remembered here overrules what it then says.
   */
  void note(Trouble happened) {
    trouble.compareAndSet(null, happened);
  }

  @Nullable Trouble trouble() {
    return trouble.get();
  }

  @Override
  public void execute(Runnable validation) {
    processors.execute(() -> {
      long before = THREADS.getCurrentThreadCpuTime();
      try {
        validation.run();
      } finally {
        processorLeft.addAndGet(before - THREADS.getCurrentThreadCpuTime());
      }
    });
  }
}
