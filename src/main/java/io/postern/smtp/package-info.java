/**
 * The words of SMTP (RFC 5321, 6531, 3461), without sockets.
 *
 * <p>Addresses, replies and commands as values that cannot be wrong once they exist: everything
 * that reads or writes the wire, on either side, speaks in these. A {@link io.postern.smtp.Mailbox}
 * compares as SPEC 3.6 wants (A-label domain in lower case, local part after NFC and case folding)
 * and still prints the sender's own spelling.
 *
 * <p>Three readers share one buffer, {@link io.postern.smtp.Inbound}: {@link
 * io.postern.smtp.LineReader} for commands, {@link io.postern.smtp.CommandParser} for what they
 * mean, {@link io.postern.smtp.DataReader} for the message. All three are strict. Where an old
 * grammar lets two programs read the same octets differently, the octets are refused.
 */
@NullMarked
package io.postern.smtp;

import org.jspecify.annotations.NullMarked;
