/**
 * The operations of administration (SPEC 13). Command line now, panel and API later are thin faces
 * over them: whatever is checked is checked here.
 *
 * <p>{@link io.postern.admin.Administration} holds one class per noun. What cannot be done is a
 * {@link io.postern.admin.NotDone} with one sentence for the person who asked. Secrets that are
 * generated are returned once and kept as digest or sealed; they stand in objects that do not print
 * themselves.
 */
@NullMarked
package io.postern.admin;

import org.jspecify.annotations.NullMarked;
