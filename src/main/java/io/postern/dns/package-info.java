/**
 * Questions to the DNS, with what the answers are worth (RFC 1035, 4033 section 5).
 *
 * <p>Where mail goes and what a host must prove is decided by what stands in the DNS, so an answer
 * here is never a bare list: an {@link io.postern.dns.Answer} says whether there was data, surely
 * none, or trouble, and how far it can be trusted. Those who ask treat trouble as "not now" and
 * never as "nothing there": the difference between the two is the difference between a delayed mail
 * and a downgraded one. {@link io.postern.dns.Resolver} is the door; {@link
 * io.postern.dns.DnsResolver} goes to real servers through a bounded cache.
 *
 * <p>The way of a question: {@code DnsResolver} (cache, one flight per question) → {@code Inquiry}
 * (aliases, what each step is worth) → a {@code Judge}: {@code Validator} checks signatures, over
 * {@code Upstream} (limits, sifting, keys kept), or {@code TrustedBit} believes a resolver on
 * loopback → {@code Wire} (UDP, TCP, servers in order). A {@code LookUp} goes along and says what
 * may still be spent.
 */
@NullMarked
package io.postern.dns;

import org.jspecify.annotations.NullMarked;
