/**
 * The web app for accounts: pages over {@link io.postern.conversation.AccountDoor} (SPEC 8.4, 12).
 */
@NullMarked
package io.postern.webapp;

import org.jspecify.annotations.NullMarked;
