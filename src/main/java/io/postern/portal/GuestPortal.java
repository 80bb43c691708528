package io.postern.portal;

import io.postern.conversation.GuestDoor;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The guest's way in (SPEC 8.2, 8.3): the link's page, the door with its code, the room behind it.
 *
 * <p>Every page is read with {@code GET}, which asks {@link GuestDoor} only what changes nothing;
 * whatever changes something is a {@code POST} that answers with the next page. The first POST
 * trades the link for a cookie; from then on every form bears a token bound to that cookie.
 */
public final class GuestPortal implements WebDoor {

  private final GuestDoor door;
  private final boolean accounts;

  /**
   * @param accounts whether the web app for accounts is served beside, at {@code /sign-in}
   */
  public GuestPortal(GuestDoor door, boolean accounts) {
    this.door = door;
    this.accounts = accounts;
  }

  @Override
  public RouterFunction<ServerResponse> routes(PageKit kit) {
    GuestDesk desk = new GuestDesk(kit, door, accounts);
    GuestLink link = new GuestLink(desk);
    GuestCode code = new GuestCode(desk, link);
    GuestTrouble trouble = new GuestTrouble(desk, code);
    // A ticket's conversation is the one its session opens: a guest's session has one room.
    Reading reading =
        new Reading(kit, "/read/image/", (session, conversation) -> door.room(session));
    GuestRoom room = new GuestRoom(desk, code, reading);
    Routes routes =
        new Routes(kit)
            .pageAndPress("/m/{secret}", link::landing, link::enter)
            .page("/door", code::atDoor)
            .press("/door/code", code::ask)
            .press("/door/proof", code::prove)
            .page("/door/trouble", trouble::trouble)
            .press("/door/report", trouble::report)
            .page("/read", room::read)
            .page("/read/frame/{message}", room::frame)
            .page("/read/image/{ticket}", reading::image)
            .page("/read/file/{message}/{part}", room::file)
            .page("/read/eml/{message}", room::eml)
            .press("/read/answer", room::answer)
            .page("/sent", room::sent)
            .press("/read/forget", room::forget)
            .press("/leave", room::leave);
    return new DraftPress(kit, room.drafts()).on(routes, GuestRoom.BASE).build();
  }
}
