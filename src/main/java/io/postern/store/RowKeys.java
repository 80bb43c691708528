package io.postern.store;

import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Row keys: 42 bits of milliseconds, 8 bits of node, 13 bits that begin at random and count. They
 * only grow within a process, also when the clock steps back.
 */
final class RowKeys {
  private final InstantSource clock;
  private final int node;
  private final AtomicLong last = new AtomicLong();

  RowKeys(InstantSource clock, int node) {
    this.clock = clock;
    this.node = node & 0xff;
  }

  long next() {
    // Not a secret, only unlike what another start drew. The upper half of the count stays free for
    // those of the same millisecond.
    long fresh =
        clock.millis() << 21 | (long) node << 13 | ThreadLocalRandom.current().nextInt(1 << 12);
    return last.updateAndGet(was -> fresh > was ? fresh : following(was));
  }

  /** The next count; past its end the next millisecond, so that the node's bits stay. */
  private long following(long was) {
    return (was & 0x1fff) < 0x1fff ? was + 1 : ((was >>> 21) + 1) << 21 | (long) node << 13;
  }
}
