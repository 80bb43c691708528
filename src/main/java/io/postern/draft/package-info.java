/**
 * An answer that is being written: its text and its files, kept until it is sent (SPEC 8.6).
 *
 * <p>A draft has a data key of its own, and that key is kept under what only its writer brings: for
 * a guest the link together with the key it opens, so that database, contents and server keys open
 * no guest's draft. Files come in pieces, each sealed while it streams and durable when it is
 * counted: after a broken line the writer asks how much is there and goes on behind it. The
 * protocol is the core of tus 1.0 (offset asked with {@code HEAD}, pieces sent with {@code PATCH}),
 * which every upload library speaks; doors translate it.
 */
@NullMarked
package io.postern.draft;

import org.jspecify.annotations.NullMarked;
