package io.postern.portal;

import io.postern.conversation.Doorstep;
import io.postern.conversation.GuestDoor;
import io.postern.conversation.SessionSecret;
import io.postern.policy.Verification;
import io.postern.seal.LinkSecret;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** The link's page: what is there, and the press that trades the link for a session (SPEC 8.2). */
record GuestLink(GuestDesk desk) {

  /** A field of the link's page: what the person wants besides opening. */
  private static final String WISH = "wish";

  ServerResponse landing(ServerRequest request) {
    Optional<LinkSecret> link = LinkVeil.link(request.servletRequest());
    return link.isEmpty() ? desk.unknown(request) : link(request, link.get(), null);
  }

  private ServerResponse link(ServerRequest request, LinkSecret link, @Nullable Boolean asked) {
    return switch (desk.door().look(link)) {
      case Doorstep.Unknown() -> desk.unknown(request);
      case Doorstep.Gone gone -> desk.gone(request, gone, asked);
      case Doorstep.Locked(Doorstep.Door it, Instant until) -> desk.locked(request, it, until);
      case Doorstep.Closed(Doorstep.Door it, Doorstep.CodeState code) ->
          welcome(
              request,
              it,
              GuestDesk.device(request)
                  .flatMap(device -> desk.door().known(link, device))
                  .orElse(null));
      case Doorstep.Open(Doorstep.Door it) -> welcome(request, it, null);
    };
  }

  ServerResponse welcome(ServerRequest request, Doorstep.Door it, @Nullable Instant knownUntil) {
    Scene scene =
        desk.scene(request, it.host(), it.language(), "landing.page", "host", it.host().name());
    return desk.kit()
        .show(
            request,
            200,
            "guest/landing",
            new GuestPages.Landing(scene, it, desk.accounts(), knownUntil));
  }

  /** SPEC 8.2: the link for a cookie; one press also asks for the code, as the button says. */
  ServerResponse enter(ServerRequest request) {
    Optional<LinkSecret> link = LinkVeil.link(request.servletRequest());
    if (link.isEmpty()) {
      return desk.unknown(request);
    }
    String wish = GuestDesk.field(request, WISH);
    if (wish.equals("again")) {
      boolean told = desk.door().askAgain(link.get());
      return link(request, link.get(), told);
    }
    Optional<SessionSecret> session = desk.door().enter(link.get());
    if (session.isEmpty()) {
      return link(request, link.get(), null);
    }
    String next = "/door";
    if (wish.equals("trouble")) {
      next = "/door/trouble";
    } else if (GuestDesk.device(request)
        .map(device -> desk.door().recognise(session.get(), device))
        .orElse(false)) {
      next = GuestRoom.BASE;
    } else if (desk.door().at(session.get()) instanceof Doorstep.Closed(Doorstep.Door it, var code)
        && (it.verification() == Verification.SMS || it.verification() == Verification.EMAIL)) {
      next = after(desk.door().ask(session.get()));
    }
    return desk.kit()
        .goTo(next)
        .cookie(PageKit.cookie(GuestDesk.COOKIE, session.get().cookie(), -1))
        .build();
  }

  static String after(GuestDoor.Asked asked) {
    return switch (asked) {
      case GuestDoor.Asked.TooSoon soon -> "/door?soon=1";
      case GuestDoor.Asked.Sent sent -> "/door";
      case GuestDoor.Asked.Locked locked -> "/door";
      case GuestDoor.Asked.NotHere gone -> "/door";
    };
  }
}
