/** The guest portal: pages over {@link io.postern.conversation.GuestDoor} (SPEC 8). */
@NullMarked
package io.postern.portal;

import org.jspecify.annotations.NullMarked;
