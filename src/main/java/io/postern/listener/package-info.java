/**
 * Sockets that SMTP clients connect to: ports, seats, deadlines, TLS (SPEC 1.1, 1.9, 17).
 *
 * <p>Who talks on them is a door's business: {@link io.postern.listener.SmtpListener} accepts,
 * gives each client a seat and a virtual thread, and lets a {@link
 * io.postern.listener.SmtpListener.Talk} converse over its {@link io.postern.listener.Connection}.
 * A client can neither wait for ever nor take more than its share, whatever the door does.
 */
@NullMarked
package io.postern.listener;

import org.jspecify.annotations.NullMarked;
