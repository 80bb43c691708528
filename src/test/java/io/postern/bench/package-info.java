/**
 * How fast Postern is, beside Postfix and Exim, on the machine at hand and in one run ({@code
 * ./check bench}). Programs, not tests: nothing here is asserted, everything is printed.
 */
@NullMarked
package io.postern.bench;

import org.jspecify.annotations.NullMarked;
