/**
 * Programs that nobody here wrote, against a whole gateway in the small internet: the mail programs
 * that hand mail in (swaks, curl, Python, Postfix) and the browser in which it is read (Chromium).
 * They find what we and our own clients misread alike. Each test ends only what it started.
 */
@NullMarked
package io.postern.interop;

import org.jspecify.annotations.NullMarked;
