package io.postern;

import io.postern.admin.HeldCopies;
import io.postern.conversation.Locks;
import io.postern.directory.ProvenRight;
import io.postern.dispatch.Custody;
import io.postern.dispatch.WaitingList;
import io.postern.smtp.Domain;

/** What administration does to copies that are on their way or at their recipient's door. */
final class DecidedRights implements HeldCopies {
  private final Locks locks;
  private final WaitingList waiting;
  private final Custody custody;

  DecidedRights(Locks locks, WaitingList waiting, Custody custody) {
    this.locks = locks;
    this.waiting = waiting;
    this.custody = custody;
  }

  @Override
  public int hold(Cause cause) {
    return switch (cause) {
      case Cause.OfAccount(long account) ->
          custody.hold(
              waiting.copies(WaitingList.Wanted.ofAccount(account)), Custody.Cause.ACCOUNT);
      case Cause.OfCredential(long credential) ->
          custody.hold(
              waiting.copies(WaitingList.Wanted.ofCredential(credential)),
              Custody.Cause.CREDENTIAL);
      case Cause.OfDomain(long organisation, Domain domain) ->
          custody.hold(
              waiting.copies(WaitingList.Wanted.ofSenderDomain(organisation, domain)),
              Custody.Cause.DOMAIN);
    };
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
