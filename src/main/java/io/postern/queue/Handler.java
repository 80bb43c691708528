package io.postern.queue;

/** Does the work of one kind of item. */
public interface Handler {

  /**
   * Works on the item and says in its last transaction, through the lease, what happens next. May
   * throw: the item is then due again by the retry schedule. Blocks its virtual thread.
   */
  void handle(Lease lease) throws Exception;
}
