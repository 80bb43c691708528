/**
 * The only package that sees keys (SPEC 14.1 to 14.3).
 *
 * <p>Content is encrypted once under a fresh {@link io.postern.seal.DataKey}; that key stands in
 * key slots, one per way to open it. Whoever seals needs no secret key: queue, sender and account
 * slots are HPKE to public keys, a guest's slot is bound to the link secret that only the
 * notification holds.
 */
@NullMarked
package io.postern.seal;

import org.jspecify.annotations.NullMarked;
