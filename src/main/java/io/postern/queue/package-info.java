/** The one durable stop between accept and next hop (SPEC 1.6, 7.6). */
@NullMarked
package io.postern.queue;

import org.jspecify.annotations.NullMarked;
