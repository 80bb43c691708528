package io.postern.queue;

import java.util.List;

/** Does the work of one kind of item. */
public interface Handler {

  /**
   * Works on items that may share a transaction, usually one. Each says in its last transaction,
   * through its lease, what happens next; what failed unexpectedly is reported and due again by the
   * retry schedule. Blocks its virtual thread.
   */
  void handle(List<Lease> leases, Trouble trouble);

  /** Hears of an item whose work failed unexpectedly. */
  @FunctionalInterface
  interface Trouble {
    void with(Lease lease, Exception failed);
  }

  /** A handler that works on each item by itself. */
  interface OfOne extends Handler {

    void handle(Lease lease) throws Exception;

    @Override
    default void handle(List<Lease> leases, Trouble trouble) {
      for (Lease lease : leases) {
        try {
          handle(lease);
        } catch (Exception failed) {
          trouble.with(lease, failed);
        }
      }
    }
  }
}
