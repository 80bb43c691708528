/**
 * One copy, one attempt (SPEC 6.5, 6.6).
 *
 * <p>{@link io.postern.dispatch.CopyHandler} gathers what is known of a recipient, asks the ladder,
 * and does what it says: content over a next hop that proves itself, a notification, waiting, or a
 * report to the sender. What the network answered is a fact for the next question. Look-ups and
 * network happen outside transactions; every transaction is written under the copy's lease.
 */
@NullMarked
package io.postern.dispatch;

import org.jspecify.annotations.NullMarked;
