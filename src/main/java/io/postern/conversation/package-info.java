/**
 * The sealed conversation and the doors into it (SPEC 3, 8, 9).
 *
 * <p>{@link io.postern.conversation.GuestDoor} is all a guest portal may call, {@link
 * io.postern.conversation.AccountDoor} all the web app may call. Faces hold no rules: whoever may
 * read, how often a code may be tried and what a link opens is decided here.
 */
@NullMarked
package io.postern.conversation;

import org.jspecify.annotations.NullMarked;
