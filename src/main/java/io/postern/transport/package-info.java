/**
 * What a next hop has proven about itself, on one connection (SPEC 6.5, 7.1 to 7.3).
 *
 * <p>A {@link io.postern.transport.TlsRequirement} says what a copy needs; {@link
 * io.postern.transport.Evidence} says what this very session has shown. Only where the second meets
 * the first does this package hand out a {@link io.postern.transport.Protected}, and without one
 * the client cannot send content: the permission is an object.
 */
@NullMarked
package io.postern.transport;

import org.jspecify.annotations.NullMarked;
