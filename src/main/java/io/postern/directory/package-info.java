/**
 * Who is who: organisations, their verified domains, accounts, SMTP credentials and proven rights
 * (SPEC 1.5, 2.1, 6.7).
 *
 * <p>One door, {@link io.postern.directory.Directory}; behind it one class per table with its SQL.
 * Nothing here can open anything: passwords come hashed, seeds and numbers sealed, recipients of
 * rights as keyed hashes. What is read for every message is remembered for two seconds, so that a
 * suspension made by another process takes hold at once for people and the store is not asked a
 * thousand times for the same credential.
 */
@NullMarked
package io.postern.directory;

import org.jspecify.annotations.NullMarked;
