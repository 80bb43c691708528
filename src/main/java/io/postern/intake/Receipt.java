package io.postern.intake;

import io.postern.smtp.Reply;

/** What intake did with a message. */
public sealed interface Receipt {

  /**
   * Durable.
   *
   * @param messageId the random outside id of the submission: in the reply, in logs, in tracking
   */
  record Accepted(String messageId) implements Receipt {}

  /** Nothing was stored. The reply says why, and never repeats what was secret. */
  record Refused(Reply reply) implements Receipt {}
}
