/**
 * Postern, an e-mail encryption gateway.
 *
 * <p>The packages are listed in {@code ARCHITECTURE.md} in the order a message passes them; a
 * package may use those before it in that list and never those after it ({@code ArrowsTest}).
 */
@NullMarked
package io.postern;

import org.jspecify.annotations.NullMarked;
