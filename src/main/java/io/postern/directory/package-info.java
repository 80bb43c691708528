/**
 * Who is who: organisations, their verified domains, accounts, SMTP credentials and proven rights
 * (SPEC 1.5, 2.1, 6.7).
 */
@NullMarked
package io.postern.directory;

import org.jspecify.annotations.NullMarked;
