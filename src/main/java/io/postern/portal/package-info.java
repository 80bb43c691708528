/**
 * The web listener, the kit of its pages, and the guest portal: pages over {@link
 * io.postern.conversation.GuestDoor} (SPEC 8).
 *
 * <p>{@link io.postern.portal.WebServer} serves one or more {@link io.postern.portal.WebDoor}s; a
 * request passes safe headers, the check of its name, and the veil over the link's path before
 * anything else sees it. {@link io.postern.portal.PageKit} gives every door the same languages,
 * layout, tokens and cookies, {@link io.postern.portal.Reading} the same way to read a
 * conversation. Pages are the templates of {@code src/main/jte}, one model record each; they work
 * without script, and no script is served. No rule lives here: what opens, how often and for whom
 * is asked of the door.
 *
 * <p>Files stream: down with ranges, up with the answer they belong to ({@code FormStream}), sealed
 * as they come. Nothing of either is ever whole in memory or in plain on disk.
 */
@NullMarked
package io.postern.portal;

import org.jspecify.annotations.NullMarked;
