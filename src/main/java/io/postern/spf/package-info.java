/**
 * SPF: which hosts may send for a domain (RFC 7208).
 *
 * <p>A record is a little program in somebody else's zone, and evaluating it costs whatever its
 * author likes; so the limits of section 4.6.4 hold exactly: ten terms that look something up, two
 * look-ups that find nothing, ten hosts of an MX. {@link io.postern.spf.SpfRecord} reads the whole
 * record before anything is asked; {@link io.postern.spf.Spf} walks it.
 *
 * <p>A verdict says more than {@code pass}: which directive matched, how wide its network is, and
 * whether it stood in the domain's own record or in one that it includes or is redirected to. Much
 * hangs on that: an include of a cloud relay passes everybody on that relay (SPEC 1.4).
 */
@NullMarked
package io.postern.spf;

import org.jspecify.annotations.NullMarked;
