/**
 * DANE for SMTP: what a domain's TLSA records say about the certificates of its mail host (RFC
 * 6698, updated by RFC 7671; for SMTP RFC 7672).
 *
 * <p>The records come from DNSSEC-secure answers, so they may name a key directly (usage 3,
 * DANE-EE) or an authority of the domain's own choice (usage 2, DANE-TA), and no public authority
 * is asked. Usages 0 and 1 lean on such authorities and are unusable in SMTP (RFC 7672 section
 * 3.1.3). A set can be in three states: there is none; there are records, and no usable one, which
 * asks for TLS and proves nothing; or there are usable ones, and then the host's certificates match
 * one of them or the host is not the domain's. Pure: nothing is looked up here, no clock is read.
 */
@NullMarked
package io.postern.transport.dane;

import org.jspecify.annotations.NullMarked;
