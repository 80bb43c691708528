package io.postern.portal;

import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RequestPredicate;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * A door's routes, each path with what may be done to it. A known path asked with another method
 * answers 405 with {@code Allow} (RFC 9110 section 15.5.6).
 */
public final class Routes {

  private final RouterFunctions.Builder builder = RouterFunctions.route();
  private final PageKit kit;

  public Routes(PageKit kit) {
    this.kit = kit;
  }

  /** Reading only: {@code GET} and {@code HEAD}. */
  static RequestPredicate read(String path) {
    return RequestPredicates.methods(HttpMethod.GET, HttpMethod.HEAD)
        .and(RequestPredicates.path(path));
  }

  /** A page that is read. */
  public Routes page(String path, HandlerFunction<ServerResponse> get) {
    builder.route(read(path), get);
    return refuseOthers(path, "GET, HEAD");
  }

  /** A button. */
  public Routes press(String path, HandlerFunction<ServerResponse> post) {
    builder.POST(path, post);
    return refuseOthers(path, "POST");
  }

  /** A page with a button on the same path. */
  public Routes pageAndPress(
      String path, HandlerFunction<ServerResponse> get, HandlerFunction<ServerResponse> post) {
    builder.route(read(path), get);
    builder.POST(path, post);
    return refuseOthers(path, "GET, HEAD, POST");
  }

  /** A button, and the same for a script. */
  public Routes pressAndPut(
      String path, HandlerFunction<ServerResponse> post, HandlerFunction<ServerResponse> put) {
    builder.POST(path, post);
    builder.PUT(path, put);
    return refuseOthers(path, "POST, PUT");
  }

  /** A file that comes in pieces: how far it is, another piece, away with it. */
  public Routes upload(
      String path,
      HandlerFunction<ServerResponse> head,
      HandlerFunction<ServerResponse> patch,
      HandlerFunction<ServerResponse> delete) {
    builder.route(
        RequestPredicates.method(HttpMethod.HEAD).and(RequestPredicates.path(path)), head);
    builder.PATCH(path, patch);
    builder.DELETE(path, delete);
    return refuseOthers(path, "HEAD, PATCH, DELETE");
  }

  private Routes refuseOthers(String path, String allowed) {
    builder.route(
        RequestPredicates.path(path),
        request ->
            kit.problem(
                request.servletRequest(), Problem.NOT_SO, page -> page.header("Allow", allowed)));
    return this;
  }

  public RouterFunction<ServerResponse> build() {
    return builder.build();
  }
}
