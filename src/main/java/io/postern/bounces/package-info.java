/**
 * The door for what comes back: port 25 (SPEC 2.6, 8.10; RFC 5321).
 *
 * <p>It takes mail for addresses that {@link io.postern.returnpath.ReturnPaths} made, while they
 * count, and for no other: no mailbox is here, nothing is passed on as it came, nobody signs in.
 * {@code Session} converses, {@code Addressees} knows whom mail is taken for, {@code Acceptance}
 * reads what came and has {@link io.postern.dispatch.Aftermath} do what follows, before {@code
 * 250}.
 *
 * <p>An ordinary answer to a notification is refused at RCPT, with a word about the button, so that
 * its words stay with the writer's own server.
 */
@NullMarked
package io.postern.bounces;

import org.jspecify.annotations.NullMarked;
