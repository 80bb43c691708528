/**
 * Reads what other mail servers say about mail that was handed to them (SPEC 2.6).
 *
 * <p>The standard forms are a {@code message/delivery-status} (RFC 3464) or {@code
 * message/global-delivery-status} (RFC 6533) in a {@code multipart/report} (RFC 6522). Much of what
 * really comes is older or vaguer: qmail and Exim write text, Exchange explains itself to
 * administrators, others send a sentence with a status code in it. {@link
 * io.postern.report.ReportReader} looks at the beginning of a message, takes the status parts and
 * the sentences about them, and leaves everything after alone: returned content is never opened.
 * Out-of-office mails and letters of people come to the same addresses; they are told apart here.
 */
@NullMarked
package io.postern.report;

import org.jspecify.annotations.NullMarked;
