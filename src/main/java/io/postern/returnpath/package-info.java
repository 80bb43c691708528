/**
 * Reverse-paths that name what they were made for (SPEC 2.4).
 *
 * <p>A report says little that can be relied on: the address it is about may be the one a forward
 * leads to, and anybody can write one. So what leaves bears an envelope sender of our own making: a
 * {@link io.postern.returnpath.BounceToken} before the at sign, which names a copy or a message by
 * its random outside id, says until when it counts, and has a keyed MAC over all of it; after the
 * at sign a host of the From domain, so that SPF is aligned. Nothing is stored: what comes back
 * with a MAC that holds was made here. {@link io.postern.returnpath.ReturnPaths} makes and reads
 * them.
 */
@NullMarked
package io.postern.returnpath;

import org.jspecify.annotations.NullMarked;
