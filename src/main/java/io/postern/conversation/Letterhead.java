package io.postern.conversation;

import io.postern.smtp.Mailbox;
import io.postern.smtp.ReversePath;
import org.jspecify.annotations.Nullable;

/**
 * Who a mail of ours about a copy is from.
 *
 * @param from in its From field
 * @param reversePath where reports about it go (SPEC 2.4)
 * @param replyTo where an ordinary answer goes, or null for {@code from} (SPEC 8.10, 9.1)
 */
public record Letterhead(Mailbox from, ReversePath reversePath, @Nullable Mailbox replyTo) {}
