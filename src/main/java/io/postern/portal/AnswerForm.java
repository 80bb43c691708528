package io.postern.portal;

import io.postern.conversation.Answer;
import io.postern.conversation.SessionSecret;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * An answer as it comes from the browser: first the token, to whom, the text; then the files, which
 * are read only while the answer is being sealed.
 *
 * @param text with LF line ends
 */
public record AnswerForm(String text, boolean toAll, boolean hasFiles, Answer answer) {

  /** Of the text. A longer one is better a file. */
  private static final int TEXT_OCTETS = 1_000_000;

  /** The names of the form's fields. */
  static final String TEXT = "text";

  static final String TO = "to";

  /** The token was missing, wrong, or came after a file. */
  public static final class NoToken extends IOException {
    private static final long serialVersionUID = 1L;

    NoToken() {
      super("the form's token is not this session's");
    }
  }

  /**
   * Reads up to the first file.
   *
   * @throws NoToken before anything else was looked at
   * @throws FormStream.BadForm for what no browser sends
   * @throws FormStream.FormTooBig beyond {@code limit} octets, now or while the files are read
   */
  public static AnswerForm read(
      HttpServletRequest request, SessionSecret session, long limit, SecureRandom random)
      throws IOException {
    FormStream form = new FormStream(request.getInputStream(), request.getContentType(), limit);
    boolean proven = false;
    String text = "";
    boolean toAll = false;
    Optional<FormStream.Part> part = form.next();
    for (; part.isPresent() && !isFile(part.get()); part = form.next()) {
      FormStream.Part field = part.get();
      switch (field.name()) {
        case Csrf.FIELD -> proven = Csrf.holds(session, field.text(200));
        case TEXT -> text = field.text(TEXT_OCTETS).replace("\r\n", "\n").replace('\r', '\n');
        case TO -> toAll = "all".equals(field.text(20));
        default -> {
          // A file field without a file, or one of a newer page.
        }
      }
    }
    if (!proven) {
      throw new NoToken();
    }
    return new AnswerForm(
        text,
        toAll,
        part.isPresent(),
        new Answer(toAll, new AnswerLetter(text, form, part, random)));
  }

  private static boolean isFile(FormStream.Part part) {
    String name = part.fileName();
    return name != null && !name.isEmpty();
  }
}
