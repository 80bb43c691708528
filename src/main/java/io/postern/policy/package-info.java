/**
 * Which way a message may go to each recipient, and why (SPEC 5 and 6).
 *
 * <p>Pure: no I/O, no clock, no randomness. Facts come in as values; a {@link
 * io.postern.policy.Decision} with its {@link io.postern.policy.Explanation} comes out. The same
 * facts always give the same answer, so a decision can be shown as a dry run, recomputed at every
 * attempt, and tested as the table that SPEC prints.
 */
@NullMarked
package io.postern.policy;

import org.jspecify.annotations.NullMarked;
