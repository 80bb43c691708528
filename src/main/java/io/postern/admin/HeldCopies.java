package io.postern.admin;

import io.postern.directory.ProvenRight.Method;
import io.postern.smtp.Domain;

/** What administration asks of the queue. The composition root connects the two. */
public interface HeldCopies {

  /**
   * Holds the undelivered copies of what is suspended or released (SPEC 1.10): they are not sent
   * until an admin releases or bounces them, and bounce at the queue's limit.
   *
   * @return how many
   */
  int hold(Cause cause);

  /**
   * A proven right was deleted (SPEC 6.7): waiting copies are decided anew, notified unopened ones
   * bound to it are locked and their senders told.
   *
   * @return how many were locked
   */
  int rightDeleted(long organisation, byte[] recipientHash, Method method);

  /**
   * Opens what wrong codes locked for a recipient (SPEC 8.3).
   *
   * @return whether anything was locked or had counted failures
   */
  boolean unlock(long organisation, byte[] recipientHash);

  /** Whose copies. */
  sealed interface Cause {
    record OfAccount(long account) implements Cause {}

    record OfCredential(long credential) implements Cause {}

    record OfDomain(long organisation, Domain domain) implements Cause {}
  }
}
