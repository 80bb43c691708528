package io.postern.notice;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A letter before it is printed: what it says, in which order, in which colours. {@code
 * mail/letter.jte} prints the HTML half and {@link LetterText} the text half. Public for the
 * template alone.
 *
 * @param language language tag
 * @param title the one heading
 * @param preheader what a mailbox list shows after the subject, or null
 * @param wordmark the organisation's name: alt text of the logo, or text in its place
 * @param alarm whether the bar on top is red: a message did not arrive
 * @param footer one line of small print, or null
 */
public record Letter(
    String language,
    String title,
    @Nullable String preheader,
    @Nullable String wordmark,
    @Nullable Logo logo,
    boolean alarm,
    Palette palette,
    List<Block> blocks,
    @Nullable String footer) {

  /** The Content-ID the logo is shown by. */
  public static final String LOGO = "logo@postern";

  public Letter {
    blocks = List.copyOf(blocks);
  }

  /** A piece of a letter. */
  public sealed interface Block {}

  /** The first sentences, large; a second voice in bold may end them. */
  public record Lead(String text, @Nullable String strong) implements Block {}

  /** An ordinary paragraph, which may begin in bold. */
  public record Paragraph(@Nullable String strong, String text) implements Block {}

  /** What matters less. */
  public record Small(String text) implements Block {}

  /** A heading within the letter. */
  public record Heading(String text) implements Block {}

  /** Names and values: from whom, for whom, when. */
  public record Details(List<Detail> details) implements Block {
    public Details {
      details = List.copyOf(details);
    }
  }

  /**
   * One name and its value.
   *
   * @param strong the value's beginning in bold, or null
   * @param below a second line, or null
   */
  public record Detail(
      String label, @Nullable String strong, String value, @Nullable String below) {}

  /** The one button. */
  public record Button(String label, String uri) implements Block {}

  /** A code to be read across a room. */
  public record Code(String digits) implements Block {

    @Override
    public String toString() {
      return "(code)";
    }
  }

  /** A quiet box with a list: the three checks, what to do now. */
  public record Plaque(String heading, List<Item> items) implements Block {
    public Plaque {
      items = List.copyOf(items);
    }
  }

  /**
   * A line of a plaque.
   *
   * @param mark 1, 2, 3 or A, B, C
   * @param plain the same for the text half where there is no button to speak of, or null
   * @param strong a line of its own in bold, or null
   */
  public record Item(
      String mark,
      String text,
      @Nullable String plain,
      @Nullable String strong,
      @Nullable Button button) {}

  /** What was tried, strongest first. */
  public record Rows(String heading, List<Row> rows) implements Block {
    public Rows {
      rows = List.copyOf(rows);
    }
  }

  /**
   * A row of the ladder.
   *
   * @param bad tried or wanted, and not good enough; otherwise it did not apply
   */
  public record Row(int number, String name, String verdict, boolean bad, String sentence) {}

  /** Lines for an administrator, in type of one width. */
  public record Technical(String heading, List<String> lines) implements Block {
    public Technical {
      lines = List.copyOf(lines);
    }
  }

  /** The whole link once more, for when the button fails; the text half has it already. */
  public record WholeLink(String text, String uri) implements Block {}

  @Override
  public String toString() {
    return "(letter)";
  }
}
