package io.postern.portal;

import io.postern.conversation.Doorstep;
import io.postern.conversation.GuestDoor;
import io.postern.conversation.SessionSecret;
import java.util.Optional;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** "Not my number", "no code comes", "I don't know it": what tells the sender (SPEC 8.3). */
record GuestTrouble(GuestDesk desk, GuestCode code) {

  ServerResponse trouble(ServerRequest request) {
    Optional<SessionSecret> session = GuestDesk.session(request);
    Optional<Doorstep.Door> it = session.flatMap(s -> GuestDesk.doorOf(desk.door().at(s)));
    if (session.isEmpty() || it.isEmpty()) {
      return code.atDoor(request);
    }
    boolean told = !GuestDesk.field(request, "told").isEmpty();
    Doorstep.Door d = it.get();
    Scene scene = desk.scene(request, d.host(), d.language(), told ? "told.page" : "trouble.page");
    return told
        ? desk.kit().show(request, 200, "guest/told", new GuestPages.Told(scene, d))
        : desk.kit()
            .show(
                request,
                200,
                "guest/trouble",
                new GuestPages.Tell(scene, d, Csrf.token(session.get())));
  }

  ServerResponse report(ServerRequest request) {
    Optional<SessionSecret> session = GuestDesk.proven(request);
    if (session.isEmpty()) {
      return desk.ended(request);
    }
    String named = GuestDesk.field(request, "trouble");
    for (GuestDoor.Trouble trouble : GuestDoor.Trouble.values()) {
      if (trouble.name().equals(named)) {
        desk.door().report(session.get(), trouble);
        return desk.kit().goTo("/door/trouble?told=1").build();
      }
    }
    return desk.kit().problem(request.servletRequest(), Problem.BAD_FORM);
  }
}
