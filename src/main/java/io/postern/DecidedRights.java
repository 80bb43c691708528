package io.postern;

import io.postern.admin.HeldCopies;
import io.postern.conversation.Locks;
import io.postern.directory.ProvenRight;

/** What administration does to copies that are on their way or at their recipient's door. */
final class DecidedRights implements HeldCopies {
  private final Locks locks;

  DecidedRights(Locks locks) {
    this.locks = locks;
  }

  /**
   * Nothing is held yet: holding comes together with {@code postern queue release}, because a copy
   * that nobody can release would be lost. Until then what got its 250 before is still delivered.
   */
  @Override
  public int hold(Cause cause) {
    return 0;
  }

  @Override
  public int rightDeleted(long organisation, byte[] recipientHash, ProvenRight.Method method) {
    return locks.rightDeleted(organisation, recipientHash, method);
  }

  @Override
  public boolean unlock(long organisation, byte[] recipientHash) {
    return locks.unlock(organisation, recipientHash);
  }
}
