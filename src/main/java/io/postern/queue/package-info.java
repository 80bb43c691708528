/**
 * The one durable stop between accept and next hop (SPEC 1.6, 7.6).
 *
 * <p>A row says that something is due: a copy to be decided and sent, or a mail of our own to be
 * handed over. {@link io.postern.queue.QueueRunner} claims due rows in batches under {@link
 * io.postern.queue.Lease leases}, lets organisations and destinations take turns for its workers,
 * and a {@link io.postern.queue.Handler} does the work and says in the same transaction what
 * happens next. A node that dies loses its lease when time passes; one that wakes up late finds its
 * token outdated and cannot write.
 */
@NullMarked
package io.postern.queue;

import org.jspecify.annotations.NullMarked;
