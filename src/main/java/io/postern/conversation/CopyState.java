package io.postern.conversation;

/** Where a recipient's copy stands. Exactly one at any time. */
public enum CopyState {
  /** In the queue: to be decided, or on its way. */
  QUEUED,
  /** The peer took the content. */
  DELIVERED,
  /** The peer took the notification. */
  NOTIFIED,
  /** Read by its recipient. */
  OPENED,
  /** Answered by its recipient. */
  ANSWERED,
  /** Held by an administrator. */
  HELD,
  /** No way to reach the recipient; the sender was told. */
  FAILED,
  EXPIRED,
  REVOKED,
  /** The notification came back. */
  BOUNCED;

  /** Whether its recipient can still open it. */
  public boolean isReadable() {
    return switch (this) {
      case QUEUED, NOTIFIED, OPENED, ANSWERED, HELD -> true;
      case DELIVERED, FAILED, EXPIRED, REVOKED, BOUNCED -> false;
    };
  }
}
