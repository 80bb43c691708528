/**
 * How the domains we send for stand in the DNS: their DKIM keys, what each record should say and
 * says, and whether they may send (SPEC 2.2 to 2.5).
 *
 * <p>A domain belongs to somebody else, and so does its DNS. We can only ask for records, look for
 * them again and again, and never rely on what was not seen: a key signs only when the last look
 * found its public half, a domain sends only when what protects it was there, and what was lost has
 * two weeks to come back before anybody's mail is refused.
 */
@NullMarked
package io.postern.standing;

import org.jspecify.annotations.NullMarked;
