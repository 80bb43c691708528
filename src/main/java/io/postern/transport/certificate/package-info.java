/**
 * Certificates as a peer shows them: whose they are, and whether a chain leads to somebody trusted
 * (RFC 5280, RFC 9525). Who is trusted is the question of those who ask: an authority of the
 * Internet, or one that a domain named in its TLSA records.
 */
@NullMarked
package io.postern.transport.certificate;

import org.jspecify.annotations.NullMarked;
