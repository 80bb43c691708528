/** The command line {@code postern} (SPEC 13.3). */
@NullMarked
package io.postern.cli;

import org.jspecify.annotations.NullMarked;
