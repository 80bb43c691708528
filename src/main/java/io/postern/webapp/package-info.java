/**
 * The web app for accounts (SPEC 8.4, 12): pages over {@link io.postern.conversation.AccountDoor},
 * in the frame and words of {@link io.postern.portal}.
 *
 * <p>An account signs in with a password and then the code of its authenticator app. Three cookies
 * mark how far somebody has come: one that only binds the sign-in form to its browser, one for
 * "password was right", one for "signed in"; each step ends the one before, so a value that was
 * known earlier opens nothing later. Every failed sign-in looks the same: who has an account here
 * is nobody's business.
 *
 * <p>A conversation's page is the portal's: thread, frames, files and answer come from {@link
 * io.postern.portal.Reading} and {@link io.postern.portal.AnswerPress}. What is the account's own
 * is the two lists and, for the original sender, where each recipient's copy stands.
 */
@NullMarked
package io.postern.webapp;

import org.jspecify.annotations.NullMarked;
