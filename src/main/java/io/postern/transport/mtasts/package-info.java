/**
 * MTA-STS (RFC 8461): what a domain without DNSSEC says about its mail hosts, over HTTPS.
 *
 * <p>A TXT record says that there is a policy and which one; the policy itself comes from a web
 * server whose certificate holds, names the MX hosts, and binds for as long as it says. The weak
 * moment is the first: whoever can keep the record from us then has us find nothing. So a policy,
 * once seen, is kept in the store and binds until it runs out whatever becomes of record and
 * server, is refreshed every day long before that, and a look-up that fails is no answer: the mail
 * waits. A policy that its domain announces and that cannot be had is as none (section 3.3), and
 * told in the record of the attempt.
 */
@NullMarked
package io.postern.transport.mtasts;

import org.jspecify.annotations.NullMarked;
