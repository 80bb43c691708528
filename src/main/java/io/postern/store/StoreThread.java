package io.postern.store;

/**
 * A thread that runs works. A work that knocks at the database's doors again would wait for itself.
 */
final class StoreThread extends Thread {
  StoreThread(String name, Runnable loop) {
    super(loop, name);
    setDaemon(true);
  }

  static void refuseNesting() {
    if (Thread.currentThread() instanceof StoreThread) {
      throw new IllegalStateException("a work uses its Tx, never the database's doors");
    }
  }
}
