package io.postern.portal;

import io.postern.conversation.SessionSecret;
import io.postern.draft.Words;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An answer as it comes from the browser: first the token, to whom, the words, the kept files that
 * go along; then the files that were chosen, which are read only while the answer is being sealed.
 *
 * @param enclosed ids of files of the draft
 * @param firstFile the first part with a file, already at its body; the rest is read from {@code
 *     rest}
 */
public record AnswerForm(
    Words words, List<String> enclosed, Optional<FormStream.Part> firstFile, FormStream rest) {

  /** Of the text. A longer one is better a file. */
  private static final int TEXT_OCTETS = 1_000_000;

  /** The names of the form's fields. */
  static final String TEXT = "text";

  /** What the editor made; empty where no script runs. */
  static final String RICH = "rich";

  static final String TO = "to";

  /** A file of the draft that goes along. */
  static final String ENCLOSED = "enclosed";

  private static final int MOST_ENCLOSED = 200;

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
      HttpServletRequest request, SessionSecret session, long limit, InstantSource clock)
      throws IOException {
    FormStream form =
        new FormStream(
            new UploadPace(request.getInputStream(), clock), request.getContentType(), limit);
    boolean proven = false;
    String text = "";
    RichText rich = RichText.NONE;
    boolean toAll = false;
    List<String> enclosed = new ArrayList<>();
    Optional<FormStream.Part> part = form.next();
    for (; part.isPresent() && !isFile(part.get()); part = form.next()) {
      FormStream.Part field = part.get();
      switch (field.name()) {
        case Csrf.FIELD -> proven = Csrf.holds(session, field.text(200));
        case TEXT -> text = field.text(TEXT_OCTETS).replace("\r\n", "\n").replace('\r', '\n');
        case RICH -> rich = RichText.read(field.text(TEXT_OCTETS));
        case ENCLOSED -> {
          if (enclosed.size() < MOST_ENCLOSED) {
            enclosed.add(field.text(100));
          }
        }
        case TO -> toAll = "all".equals(field.text(20));
        default -> {
          // A file field without a file, or one of a newer page.
        }
      }
    }
    if (!proven) {
      throw new NoToken();
    }
    boolean plain = rich.html().isEmpty();
    Words words =
        plain
            ? new Words(text, "", toAll)
            : new Words(rich.text(), RichText.isFormatted(rich.html()) ? rich.html() : "", toAll);
    return new AnswerForm(words, List.copyOf(enclosed), part, form);
  }

  boolean hasFiles() {
    return firstFile.isPresent() || !enclosed.isEmpty();
  }

  private static boolean isFile(FormStream.Part part) {
    String name = part.fileName();
    return name != null && !name.isEmpty();
  }
}
