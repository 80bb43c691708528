/**
 * What leaves when a message is delivered directly (SPEC 7.7, 10).
 *
 * <p>The recipient gets the sender's message, so nearly always the stored octets go out as they
 * are. Three things can make a message unfit for a host: a part that is 8-bit where the host takes
 * 7-bit mail only, a line that is longer than SMTP allows, and its size. For each there is a remedy
 * that keeps the rest of the message octet for octet: a part is encoded anew, a header line is
 * folded, a large attachment becomes a link. {@link io.postern.departure.Departure} finds the form
 * that fits; the result is a {@link io.postern.departure.Rope}, stretches of the stored message
 * with new pieces between them, whose size is known before the first octet is read and which holds
 * no body in memory. A message that its sender signed or encrypted is never changed: it goes whole
 * or not at all.
 */
@NullMarked
package io.postern.departure;

import org.jspecify.annotations.NullMarked;
