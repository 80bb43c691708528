package io.postern.dispatch;

import io.postern.conversation.CopyRow;
import io.postern.conversation.MessageRow;
import io.postern.directory.Organisation;
import io.postern.smtp.Mailbox;
import java.time.Instant;

/**
 * What a report is about: a copy and its message, whether it is under a lease or long gone.
 *
 * @param organisation the sender's
 */
record About(
    CopyRow copy,
    MessageRow message,
    Organisation organisation,
    Mailbox recipient,
    Mailbox sender,
    Instant now) {}
