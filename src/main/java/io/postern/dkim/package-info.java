/**
 * DKIM: a domain takes responsibility for a message by a signature over its body and chosen header
 * fields, with a public key in its DNS (RFC 6376, 8301, 8463).
 *
 * <p>Signing and verifying are two halves around the same two canonical forms. The body streams: a
 * {@link io.postern.dkim.BodyHash} takes it block by block and keeps nothing of it, so that 150 MB
 * are hashed in the memory of one. What is in memory is the header section, which is bounded
 * anyway. {@link io.postern.dkim.Signer} then writes one field per key, {@link
 * io.postern.dkim.Verifier} reads as many as it finds.
 *
 * <p>We sign relaxed/relaxed with SHA-256 only, oversign what we sign (RFC 6376 section 8.15), and
 * never use {@code l=}. When verifying we read what others may write, but believe neither SHA-1 nor
 * RSA keys below 1024 bits nor a signature with {@code l=}, which leaves an end of the message to
 * anybody.
 */
@NullMarked
package io.postern.dkim;

import org.jspecify.annotations.NullMarked;
