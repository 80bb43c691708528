package io.postern.portal;

import io.postern.conversation.Answer;
import io.postern.conversation.Answered;
import io.postern.conversation.SessionSecret;
import java.io.IOException;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The button "Send answer", the same behind every door (SPEC 8.6): the form is read up to its first
 * file, its token proven, the rest streamed into the conversation; each way it can end has a page.
 */
public final class AnswerPress {
  private AnswerPress() {}

  /** Where the answer goes. */
  @FunctionalInterface
  public interface Recipient {
    Answered take(Answer answer) throws IOException;
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
      PageKit kit, ServerRequest request, SessionSecret session, Recipient door, Pages pages)
      throws IOException {
    long limit = kit.settings().maxUpload();
    AnswerForm form;
    try {
      form = AnswerForm.read(request.servletRequest(), session, limit, kit.random());
    } catch (AnswerForm.NoToken stranger) {
      return pages.ended();
    } catch (FormStream.BadForm bad) {
      return kit.problem(request.servletRequest(), Problem.BAD_FORM);
    } catch (FormStream.FormTooBig big) {
      return kit.problem(request.servletRequest(), Problem.TOO_BIG);
    }
    if (form.text().isBlank() && !form.hasFiles()) {
      return pages.again(422, draft(form, "answer.empty", limit));
    }
    try {
      return switch (door.take(form.answer())) {
        case Answered.Sent sent -> pages.sent(form, sent);
        case Answered.TooMany() -> pages.again(429, draft(form, "answer.many", limit));
        case Answered.TooBig(long most) -> pages.again(413, draft(form, "answer.big", most));
        case Answered.NotHere() -> pages.ended();
      };
    } catch (FormStream.FormTooBig big) {
      return pages.again(413, draft(form, "answer.big", limit));
    }
  }

  private static Conversation.Draft draft(AnswerForm form, String why, long limit) {
    return new Conversation.Draft(form.text(), form.toAll(), why, limit);
  }
}
