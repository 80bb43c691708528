package io.postern.queue;

import io.postern.store.Tx;
import java.time.Instant;

/**
 * The right to work on one item until the lease ends. Whatever the work writes, it writes in one
 * transaction with {@link #done} or {@link #again}; both refuse when another node holds the item by
 * now, and the transaction is rolled back.
 */
public final class Lease {
  private final Item item;
  private final long token;
  private final Instant until;

  Lease(Item item, long token, Instant until) {
    this.item = item;
    this.token = token;
    this.until = until;
  }

  public Item item() {
    return item;
  }

  long token() {
    return token;
  }

  /** When it ends by itself. */
  public Instant until() {
    return until;
  }

  /** Finished: the row goes. */
  public void done(Tx tx) {
    held(tx.update("DELETE FROM queue WHERE key = ? AND token = ?", item.key(), token));
  }

  /** Due again at that time, one attempt later. */
  public void again(Tx tx, Instant at) {
    held(
        tx.update(
            """
            UPDATE queue SET next_try = ?, attempts = attempts + 1, leased = 0
            WHERE key = ? AND token = ?
            """,
            at,
            item.key(),
            token));
  }

  /** Due again at that time, as if it had not been tried: this was no failure of its own. */
  public void postpone(Tx tx, Instant at) {
    held(
        tx.update(
            "UPDATE queue SET next_try = ?, leased = 0 WHERE key = ? AND token = ?",
            at,
            item.key(),
            token));
  }

  /** Still ours: what this transaction writes may be written. */
  public void check(Tx tx) {
    held(
        tx.one("SELECT 1 FROM queue WHERE key = ? AND token = ?", r -> 1, item.key(), token)
            .orElse(0));
  }

  private void held(int rows) {
    if (rows != 1) {
      throw new LeaseLost();
    }
  }

  /** Another node has it. Whatever was about to be written must not be. */
  static final class LeaseLost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LeaseLost() {
      super("the lease was lost to another worker");
    }
  }
}
