/** One copy, one attempt: the SMTP client and what became of it (SPEC 6.5, 7). */
@NullMarked
package io.postern.delivery;

import org.jspecify.annotations.NullMarked;
