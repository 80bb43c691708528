/**
 * The submission server, ports 587 and 465 (SPEC 1; RFC 6409, 8314, 4954, 3207).
 *
 * <p>{@link io.postern.submission.SubmissionServer} accepts, {@code Session} converses, {@code
 * Authenticator} decides who submits, {@code Handover} gives the message to {@link
 * io.postern.intake.Intake} and turns what became of it into one reply. Blocking code on one
 * virtual thread per session: measured as fast as an event loop, and it reads from top to bottom.
 *
 * <p>Three things are decided against the custom of older servers. Nothing is repaired: a bare CR
 * or LF ends the session, since two servers that repair differently are how mails are smuggled.
 * What came in clear is forgotten at STARTTLS, octets and state. And every failed sign-in looks
 * alike, in words, steps and time, whether the login exists or not.
 */
@NullMarked
package io.postern.submission;

import org.jspecify.annotations.NullMarked;
