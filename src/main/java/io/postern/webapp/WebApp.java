package io.postern.webapp;

import io.postern.conversation.AccountDoor;
import io.postern.portal.PageKit;
import io.postern.portal.Problem;
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
    return new Routes(kit)
        .page("/sign-in", request -> kit.problem(request.servletRequest(), Problem.UNKNOWN))
        .build();
  }

  AccountDoor door() {
    return door;
  }
}
