package io.postern.portal;

import io.postern.conversation.Answer;
import io.postern.conversation.Answered;
import io.postern.conversation.SessionSecret;
import io.postern.draft.Draft;
import io.postern.draft.DraftFile;
import io.postern.draft.Words;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The button "Send answer", the same behind every door (SPEC 8.6): the form is read up to its first
 * file, its token proven, the rest streamed into the conversation, kept files before chosen ones;
 * each way it can end has a page.
 */
public final class AnswerPress {
  private AnswerPress() {}

  /** Where answers and drafts go. */
  public interface Place {
    Answered answer(Answer answer) throws IOException;

    /** The draft; empty where there is none to be had. The caller closes it. */
    Optional<Draft> draft();
  }

  /** What the door shows afterwards. */
  public interface Pages {
    ServerResponse sent(AnswerForm form, Answered.Sent sent);

    /** The conversation once more, with the text that was typed and why it was not sent. */
    ServerResponse again(int status, Conversation.Draft draft) throws IOException;

    /** The session is over, or the form belongs to another one. */
    ServerResponse ended();
  }

  public static ServerResponse take(
      PageKit kit, ServerRequest request, SessionSecret session, Place place, Pages pages)
      throws IOException {
    long limit = kit.settings().maxUpload();
    AnswerForm form;
    try {
      form = AnswerForm.read(request.servletRequest(), session, limit, kit.clock());
    } catch (AnswerForm.NoToken stranger) {
      return pages.ended();
    } catch (FormStream.BadForm bad) {
      return kit.problem(request.servletRequest(), Problem.BAD_FORM);
    } catch (FormStream.FormTooBig big) {
      return kit.problem(request.servletRequest(), Problem.TOO_BIG);
    }
    Optional<Draft> kept = place.draft();
    try (Draft draft = kept.orElse(null)) {
      List<AnswerLetter.Kept> files = draft == null ? List.of() : enclosed(draft, form);
      if (form.words().isBlank() && form.firstFile().isEmpty() && files.isEmpty()) {
        return pages.again(422, shown(draft, form.words(), "answer.empty", limit));
      }
      Answer answer = new Answer(form.words().toAll(), new AnswerLetter(form, files, kit.random()));
      try {
        return switch (place.answer(answer)) {
          case Answered.Sent sent -> {
            if (draft != null) {
              draft.forget();
            }
            yield pages.sent(form, sent);
          }
          case Answered.TooMany() -> again(pages, 429, draft, form, "answer.many", limit);
          case Answered.TooBig(long most) -> again(pages, 413, draft, form, "answer.big", most);
          case Answered.NotHere() -> pages.ended();
        };
      } catch (FormStream.FormTooBig big) {
        return again(pages, 413, draft, form, "answer.big", limit);
      }
    }
  }

  /** Only what is whole goes along. */
  private static List<AnswerLetter.Kept> enclosed(Draft draft, AnswerForm form) {
    List<AnswerLetter.Kept> files = new ArrayList<>();
    for (DraftFile file : draft.files()) {
      if (file.whole() && form.enclosed().contains(file.id())) {
        files.add(
            new AnswerLetter.Kept(
                file.about().name(), file.about().type(), () -> draft.open(file)));
      }
    }
    return files;
  }

  private static ServerResponse again(
      Pages pages, int status, @Nullable Draft draft, AnswerForm form, String why, long limit)
      throws IOException {
    // The page may be closed before the next try.
    if (draft != null) {
      draft.save(form.words());
    }
    return pages.again(status, shown(draft, form.words(), why, limit));
  }

  /** What the form shows when its page is opened: the draft, if there is one. */
  public static Conversation.Draft kept(PageKit kit, Place place) {
    long limit = kit.settings().maxUpload();
    try (Draft draft = place.draft().orElse(null)) {
      return shown(draft, draft == null ? Words.NONE : draft.words(), null, limit);
    }
  }

  private static Conversation.Draft shown(
      @Nullable Draft draft, Words words, @Nullable String why, long limit) {
    List<DraftFile> files = draft == null ? List.of() : draft.files();
    Instant keptAt = draft == null ? null : draft.savedAt().orElse(null);
    boolean nothing = files.isEmpty() && words.isBlank();
    return new Conversation.Draft(words, files, nothing ? null : keptAt, why, limit);
  }
}
