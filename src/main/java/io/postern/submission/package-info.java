/** The submission server, ports 587 and 465 (SPEC 1). */
@NullMarked
package io.postern.submission;

import org.jspecify.annotations.NullMarked;
