package io.postern.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A work on its way to a store thread and back. Its caller may give up while it waits; once begun
 * it is waited for, interrupted or not, because whoever writes must know what became of it.
 */
final class Job<T> {
  private final Database.Work<T> work;
  private final CompletableFuture<T> outcome = new CompletableFuture<>();
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
  private @Nullable Runnable answer;

  Job(Database.Work<T> work) {
    this.work = work;
  }

  /** Wakes a thread and is nothing to do. */
  static Job<?> nothing() {
    Job<Boolean> nothing = new Job<>(tx -> true);
    nothing.state.set(State.GIVEN_UP);
    return nothing;
  }

  /** False when the caller has given up: the work must not run then. */
  boolean begin() {
    return state.compareAndSet(State.WAITING, State.BEGUN);
  }

  /** Runs the work; the caller learns of it only by {@link #done}. */
  void run(Tx tx) {
    T result = work.in(tx);
    answer = () -> outcome.complete(result);
  }

  /** What was run is now true. */
  void done() {
    if (answer == null) {
      throw new IllegalStateException("the work did not run");
    }
    answer.run();
  }

  void failed(Throwable cause) {
    outcome.completeExceptionally(cause);
  }

  T await(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return outcome.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
          if (giveUp()) {
            throw new StoreException("the store did not begin in time");
          }
          end = Long.MAX_VALUE / 2;
        } catch (InterruptedException e) {
          interrupted = true;
          if (giveUp()) {
            throw new StoreException("interrupted while waiting for the store", e);
          }
        } catch (ExecutionException e) {
          throw rethrown(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean giveUp() {
    return state.compareAndSet(State.WAITING, State.GIVEN_UP);
  }

  /** What the work threw is the caller's own; nobody else holds it. */
  private static RuntimeException rethrown(@Nullable Throwable cause) {
    return switch (cause) {
      case RuntimeException own -> own;
      case Error own -> throw own;
      case null, default -> new StoreException("the work failed", new IllegalStateException(cause));
    };
  }

  private enum State {
    WAITING,
    BEGUN,
    GIVEN_UP
  }
}
