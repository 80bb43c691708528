/**
 * Messages as bytes that stream: header sections, part trees, composing (RFC 5322, 2045 to 2049,
 * 2183, 2231, 6532).
 *
 * <p>Nothing here holds a message in memory. A header section is bounded (SPEC 17); everything
 * after it passes through a scanner that notes where the parts lie, so that nobody has to read 150
 * MB twice.
 */
@NullMarked
package io.postern.mime;

import org.jspecify.annotations.NullMarked;
