/**
 * The two places where things are kept: a {@link io.postern.store.Database} for what is known and a
 * {@link io.postern.store.ContentStore} for sealed contents.
 *
 * <p>A submission is durable in this order: content first, then one database transaction that names
 * it, then {@code 250}. A content that no transaction names is an orphan and swept. Everything in
 * the content store is ciphertext; this package never sees a key.
 */
@NullMarked
package io.postern.store;

import org.jspecify.annotations.NullMarked;
