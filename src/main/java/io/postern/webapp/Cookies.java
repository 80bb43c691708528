package io.postern.webapp;

import io.postern.conversation.SessionSecret;
import io.postern.portal.PageKit;
import jakarta.servlet.http.Cookie;
import java.util.Optional;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** How far a browser has come in signing in. */
enum Cookies {
  /** Nobody yet: binds the sign-in form to this browser, so that no other page can fill it in. */
  FORM("__Host-postern-form"),
  /** The password was right; opens nothing. */
  PENDING("__Host-postern-pending"),
  /** Signed in. */
  SESSION(PageKit.ACCOUNT_COOKIE);

  private final String title;

  Cookies(String title) {
    this.title = title;
  }

  Optional<SessionSecret> of(ServerRequest request) {
    return PageKit.session(request.servletRequest(), title);
  }

  Cookie holding(SessionSecret secret) {
    return bendable(PageKit.cookie(title, secret.cookie(), -1));
  }

  /** Deletes all but the one that goes on. */
  static void end(ServerResponse.BodyBuilder answer, Cookies... ended) {
    for (Cookies cookie : ended) {
      answer.cookie(bendable(PageKit.cookie(cookie.title, "", 0)));
    }
  }

  /**
   * {@code SameSite=Lax}, unlike the guests': a sender comes to {@code /c/…} from a notice in their
   * webmail, and shall not sign in again for it. What changes something is a POST, which the
   * browser sends without these cookies when another site made it, and every form bears a token.
   */
  private static Cookie bendable(Cookie cookie) {
    cookie.setAttribute("SameSite", "Lax");
    return cookie;
  }
}
