package io.postern.portal;

import gg.jte.Content;
import io.postern.conversation.Room;
import io.postern.draft.DraftFile;
import io.postern.draft.Words;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A conversation as the templates show it ({@code tag/thread.jte}, {@code tag/answer.jte}, {@code
 * tag/about.jte}). Made by {@link Reading#conversation}; holds texts, no keys.
 *
 * @param base where its addresses begin, such as {@code /read}
 * @param subject of its first message
 * @param others everybody but the reader
 * @param alsoAddressed To and Cc as text, for a Bcc reader
 */
public record Conversation(
    Scene s,
    String base,
    String csrf,
    String subject,
    Room.Person reader,
    Room.Person sender,
    boolean readerIsSender,
    List<Letter> letters,
    List<Room.Participant> others,
    List<String> alsoAddressed,
    boolean mayAnswerAll,
    Instant readableUntil,
    Draft draft) {

  /** How many would get an answer to everybody. */
  public int everybody() {
    return others.size();
  }

  /**
   * Who gets an answer that is not to everybody: the sender; from the sender, whoever wrote last.
   * Null when there is nobody to single out, and an answer goes to everybody.
   */
  public Room.@Nullable Person answeree() {
    if (!readerIsSender) {
      return sender;
    }
    Letter last = letters.getLast();
    if (!last.mine()) {
      // A guest's answer has no name; the sender's address list often has.
      return others.stream()
          .map(Room.Participant::person)
          .filter(person -> person.address().equals(last.from().address()))
          .findFirst()
          .orElse(last.from());
    }
    return others.size() == 1 ? others.getFirst().person() : null;
  }

  /** Whether the writer may choose between one and all. */
  public boolean mayChoose() {
    return mayAnswerAll && everybody() > 1 && answeree() != null;
  }

  /**
   * One message.
   *
   * @param frame address of its HTML, or null when it has none or the text was asked for
   * @param textHref address of the conversation with this message as text, or null
   * @param htmlHref where it is shown as text: address of the conversation as it was, or null
   * @param paper class of the frame's height
   * @param cutOff the text goes on in the {@code .eml}
   */
  public record Letter(
      String id,
      Room.Person from,
      boolean mine,
      Instant at,
      boolean folded,
      boolean opaque,
      @Nullable String frame,
      @Nullable String textHref,
      @Nullable String htmlHref,
      String paper,
      Content plain,
      boolean cutOff,
      String snippet,
      List<Enclosed> files,
      long filesSize,
      String eml) {}

  /**
   * A file in a message.
   *
   * @param kind in words, such as "PDF"
   * @param preview address of the picture itself, or null
   */
  public record Enclosed(
      String href, String name, String kind, String icon, long size, @Nullable String preview) {}

  /**
   * What stands in the answer's form.
   *
   * @param files of the draft, whole or stopped half way
   * @param keptAt when the draft was last kept, or null when nothing was
   * @param problem key of the text that says why it was not sent, or null
   * @param limit octets of files in all
   */
  public record Draft(
      Words words,
      List<DraftFile> files,
      @Nullable Instant keptAt,
      @Nullable String problem,
      long limit) {

    /** For the editor, clean. */
    public Content editable() {
      String html =
          words.rich().isEmpty() ? RichText.paragraphs(words.text()) : RichText.clean(words.rich());
      return output -> output.writeContent(html);
    }
  }
}
