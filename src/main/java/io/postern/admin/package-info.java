/**
 * The operations of administration. Command line now, panel and API later are thin faces over them.
 */
@NullMarked
package io.postern.admin;

import org.jspecify.annotations.NullMarked;
