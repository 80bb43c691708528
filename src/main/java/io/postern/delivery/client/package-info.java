/**
 * The sending half of SMTP (RFC 5321, 3207, 2920, 1870, 6152, 6531), on one blocking connection.
 *
 * <p>The peer may lie, hang, drop, and answer without end, and before TLS it may not even be the
 * peer: so every step has a deadline that closes the socket, every reply a bound, whatever was read
 * before a handshake is thrown away, and nothing that is said in clear is believed afterwards. A
 * {@link io.postern.delivery.client.SmtpClient} makes the evidence of its own session, and sends a
 * mail only for a permission given on exactly that evidence.
 */
@NullMarked
package io.postern.delivery.client;

import org.jspecify.annotations.NullMarked;
