package io.postern.portal;

import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * A set of pages behind the web listener: the guest portal, the web app for accounts. What each
 * page shares (layout, texts, tokens) it gets from the kit.
 */
public interface WebDoor {

  /** Its routes. Asked once, at the start. Handlers run on one virtual thread per request. */
  RouterFunction<ServerResponse> routes(PageKit kit);
}
