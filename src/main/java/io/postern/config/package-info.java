/**
 * {@code postern.yml}, environment and flags, read into one record per stage; anything unknown or
 * bad stops the start with one line each (SPEC 16).
 */
@NullMarked
package io.postern.config;

import org.jspecify.annotations.NullMarked;
