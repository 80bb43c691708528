/**
 * The small internet: name server, mail hosts, text message gateway and people, on loopback. What
 * {@code ./postern demo} shows and what the tests run in.
 */
@NullMarked
package io.postern.demo;

import org.jspecify.annotations.NullMarked;
