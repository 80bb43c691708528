package io.postern.webapp;

import io.postern.conversation.AccountDoor;
import io.postern.portal.DraftPress;
import io.postern.portal.PageKit;
import io.postern.portal.Routes;
import io.postern.portal.WebDoor;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/** The pages for accounts (SPEC 8.4, 12): signing in, the two lists, the conversation. */
public final class WebApp implements WebDoor {

  private final AccountDoor door;

  public WebApp(AccountDoor door) {
    this.door = door;
  }

  @Override
  public RouterFunction<ServerResponse> routes(PageKit kit) {
    Gate gate = new Gate(kit, door);
    Desk desk = new Desk(kit, door);
    Routes routes =
        new Routes(kit)
            .pageAndPress("/sign-in", gate::signIn, gate::password)
            .pageAndPress("/sign-in/code", gate::secondFactor, gate::code)
            .press("/sign-out", gate::signOut)
            .page("/inbox", desk::inbox)
            .page("/inbox/sent", desk::sent)
            .page(Desk.IMAGES + "{ticket}", desk::image)
            .page("/c/{conversation}", desk::conversation)
            .page("/c/{conversation}/frame/{message}", desk::frame)
            .page("/c/{conversation}/file/{message}/{part}", desk::file)
            .page("/c/{conversation}/eml/{message}", desk::eml)
            .press("/c/{conversation}/read-out", desk::readOut)
            .press("/c/{conversation}/answer", desk::answer);
    return new DraftPress(kit, desk.drafts()).on(routes, "/c/{conversation}").build();
  }
}
