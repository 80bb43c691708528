/**
 * Questions to the DNS, with what the answer is worth: secure, insecure or bogus (RFC 4033 section
 * 5).
 */
@NullMarked
package io.postern.dns;

import org.jspecify.annotations.NullMarked;
