package io.postern.dispatch;

import io.postern.conversation.ConversationRow;
import io.postern.conversation.CopyRow;
import io.postern.conversation.MessageRow;
import io.postern.directory.Organisation;
import io.postern.policy.Right;
import io.postern.queue.Lease;
import io.postern.smtp.Mailbox;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A copy under its lease, with all that belongs to it, as one attempt sees it.
 *
 * @param organisation the sender's
 * @param given the right of a control header, where it was not used up
 * @param now when this attempt began
 */
record Case(
    Lease lease,
    CopyRow copy,
    MessageRow message,
    ConversationRow conversation,
    Organisation organisation,
    Mailbox recipient,
    Mailbox sender,
    @Nullable Right given,
    Instant now) {

  About about() {
    return new About(copy, message, organisation, recipient, sender, now);
  }

  Case withGiven(@Nullable Right right) {
    return new Case(
        lease, copy, message, conversation, organisation, recipient, sender, right, now);
  }
}
