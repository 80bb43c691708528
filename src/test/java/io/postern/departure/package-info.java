@NullMarked
package io.postern.departure;

import org.jspecify.annotations.NullMarked;
