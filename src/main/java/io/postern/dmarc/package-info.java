/**
 * DMARC: what a domain wants done with mail From it that nobody answers for, found by walking up
 * the DNS (RFC 9989).
 *
 * <p>The record of a message's From domain may stand at the domain itself, at the organisational
 * domain above it, or at the public suffix above that; which names those are is not in a list any
 * more but in the records themselves. {@link io.postern.dmarc.Dmarc} walks, at most eight look-ups,
 * and tells which record holds and what it asks for.
 */
@NullMarked
package io.postern.dmarc;

import org.jspecify.annotations.NullMarked;
