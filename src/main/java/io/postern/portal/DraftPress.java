package io.postern.portal;

import io.postern.conversation.SessionSecret;
import io.postern.draft.Appended;
import io.postern.draft.Begun;
import io.postern.draft.Draft;
import io.postern.draft.DraftFile;
import io.postern.draft.Words;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Keeping a draft and bringing its files (SPEC 8.6), the same behind every door.
 *
 * <p>{@code POST base/draft} keeps the form's words and comes back to the page: the button that
 * works without script. {@code PUT base/draft} does the same for the script. Files are the core of
 * tus 1.0: {@code POST base/draft/file} announces one and answers where it is; {@code HEAD} there
 * says in {@code Upload-Offset} how much has come; {@code PATCH} with that offset sends more;
 * {@code DELETE} takes it away. Requests of the script bear the form's token in {@link #TOKEN}.
 */
public final class DraftPress {

  /** The form's token, for requests that are no form. */
  static final String TOKEN = "X-Postern-Form";

  private static final String OFFSET = "Upload-Offset";
  private static final String LENGTH = "Upload-Length";
  private static final int LONGEST_NAME = 1000;

  private final PageKit kit;
  private final Door door;

  /** Whose draft a request is about. */
  public interface Door {
    Optional<SessionSecret> session(ServerRequest request);

    /** Empty when the session may not write there (any more). The caller closes it. */
    Optional<Draft> draft(ServerRequest request, SessionSecret session);

    /** The page that the form stands on. */
    String page(ServerRequest request);

    Texts texts(ServerRequest request);

    ServerResponse ended(ServerRequest request);
  }

  public DraftPress(PageKit kit, Door door) {
    this.kit = kit;
    this.door = door;
  }

  /**
   * Adds the paths.
   *
   * @param base of the form, such as {@code /read}
   */
  public Routes on(Routes routes, String base) {
    return routes
        .pressAndPut(base + "/draft", this::keep, this::keepQuietly)
        .press(base + "/draft/file", this::begin)
        .upload(base + "/draft/file/{file}", this::offset, this::piece, this::remove);
  }

  // ── the words ──

  private ServerResponse keep(ServerRequest request) throws IOException {
    return keep(request, at -> kit.goTo(door.page(request) + "?kept=1#answer").build());
  }

  private ServerResponse keepQuietly(ServerRequest request) throws IOException {
    return keep(
        request,
        at ->
            say(
                200,
                door.texts(request)
                    .say("draft.kept", "clock", door.texts(request).clock(at, kit.zone()))));
  }

  private ServerResponse keep(
      ServerRequest request, java.util.function.Function<Instant, ServerResponse> then)
      throws IOException {
    Optional<SessionSecret> session = door.session(request);
    if (session.isEmpty()) {
      return door.ended(request);
    }
    Words words;
    try {
      words =
          AnswerForm.read(
                  request.servletRequest(), session.get(), kit.settings().maxUpload(), kit.clock())
              .words();
    } catch (AnswerForm.NoToken stranger) {
      return door.ended(request);
    } catch (FormStream.BadForm bad) {
      return kit.problem(request.servletRequest(), Problem.BAD_FORM);
    } catch (FormStream.FormTooBig big) {
      return kit.problem(request.servletRequest(), Problem.TOO_BIG);
    }
    try (Draft draft = door.draft(request, session.get()).orElse(null)) {
      if (draft == null) {
        return door.ended(request);
      }
      return then.apply(draft.save(words));
    }
  }

  // ── the files ──

  private ServerResponse begin(ServerRequest request) throws IOException {
    HttpServletRequest asked = request.servletRequest();
    Optional<SessionSecret> session =
        door.session(request).filter(s -> Csrf.holds(s, PageKit.parameter(asked, Csrf.FIELD)));
    if (session.isEmpty()) {
      return door.ended(request);
    }
    long size = number(PageKit.parameter(asked, "size"));
    long modified = number(PageKit.parameter(asked, "modified"));
    String name = Optional.ofNullable(PageKit.parameter(asked, "name")).orElse("");
    String type = Optional.ofNullable(PageKit.parameter(asked, "type")).orElse("");
    if (size < 0 || name.length() > LONGEST_NAME || type.length() > 200) {
      return kit.problem(asked, Problem.BAD_FORM);
    }
    DraftFile.About about =
        new DraftFile.About(
            FileNames.clean(name, "file"), type, Instant.ofEpochMilli(Math.max(0, modified)));
    Texts texts = door.texts(request);
    try (Draft draft = door.draft(request, session.get()).orElse(null)) {
      if (draft == null) {
        return door.ended(request);
      }
      return switch (draft.begin(about, size)) {
        case Begun.Ready(DraftFile file) ->
            ServerResponse.status(201)
                .header("Location", asked.getRequestURI() + "/" + file.id())
                .header(OFFSET, Long.toString(file.received()))
                .build();
        case Begun.TooMany(int most) -> say(409, texts.say("upload.many", "most", most));
        case Begun.TooBig(long most) ->
            say(413, texts.say("upload.big", "limit", texts.size(most)));
      };
    }
  }

  private ServerResponse offset(ServerRequest request) {
    Optional<SessionSecret> session = door.session(request);
    try (Draft draft = session.flatMap(s -> door.draft(request, s)).orElse(null)) {
      if (draft == null) {
        return door.ended(request);
      }
      return draft
          .file(request.pathVariable("file"))
          .map(file ->
              ServerResponse.ok()
                  .header(OFFSET, Long.toString(file.received()))
                  .header(LENGTH, Long.toString(file.size()))
                  .build())
          .orElseGet(() -> ServerResponse.status(404).build());
    }
  }

  private ServerResponse piece(ServerRequest request) throws IOException {
    Optional<SessionSecret> session = proven(request);
    long offset = number(request.servletRequest().getHeader(OFFSET));
    try (Draft draft = session.flatMap(s -> door.draft(request, s)).orElse(null)) {
      if (draft == null) {
        return door.ended(request);
      }
      UploadPace paced = new UploadPace(request.servletRequest().getInputStream(), kit.clock());
      return switch (draft.append(request.pathVariable("file"), offset, paced)) {
        case Appended.Until(long received) -> at(204, received);
        case Appended.NotThere(long received) -> at(409, received);
        case Appended.TooMuch() -> ServerResponse.status(413).build();
        case Appended.Unknown() -> ServerResponse.status(404).build();
      };
    }
  }

  private ServerResponse remove(ServerRequest request) throws IOException {
    Optional<SessionSecret> session = proven(request);
    try (Draft draft = session.flatMap(s -> door.draft(request, s)).orElse(null)) {
      if (draft == null) {
        return door.ended(request);
      }
      draft.remove(request.pathVariable("file"));
      return ServerResponse.status(204).build();
    }
  }

  private Optional<SessionSecret> proven(ServerRequest request) {
    return door.session(request)
        .filter(s -> Csrf.holds(s, request.servletRequest().getHeader(TOKEN)));
  }

  private static ServerResponse at(int status, long received) {
    return ServerResponse.status(status).header(OFFSET, Long.toString(received)).build();
  }

  /** One sentence, for the script to show. */
  private static ServerResponse say(int status, String sentence) {
    byte[] words = sentence.getBytes(StandardCharsets.UTF_8);
    return ServerResponse.status(status)
        .build((req, res) -> {
          res.setContentType("text/plain; charset=utf-8");
          res.setContentLength(words.length);
          res.getOutputStream().write(words);
          return null;
        });
  }

  /** A whole number, or -1. */
  private static long number(@Nullable String digits) {
    return digits != null && digits.matches("[0-9]{1,18}") ? Long.parseLong(digits) : -1;
  }
}
