/**
 * NTA 7516, the Dutch norm for secure ad-hoc mail in health care (SPEC 7.4).
 *
 * <p>A mail domain declares in the DNS that it takes part: one TXT record with a period and, if it
 * likes, hosts of its own for such mail. The word counts only from a signed zone, and both sides
 * have to give it; then the message itself goes from server to server over DANE. The norm is being
 * succeeded, so what its record is called and what it wants of a sender is data: {@link
 * io.postern.transport.nta7516.NormProfile}.
 */
@NullMarked
package io.postern.transport.nta7516;

import org.jspecify.annotations.NullMarked;
