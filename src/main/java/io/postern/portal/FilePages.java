package io.postern.portal;

import io.postern.conversation.Doorstep;
import io.postern.conversation.FileDoor;
import io.postern.mime.MessageReader.Attachment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The models of the templates in {@code src/main/jte/files}. */
public final class FilePages {
  private FilePages() {}

  /** One file with the words for it. */
  public record Item(String id, String name, String kind, String icon, long size) {
    static Item of(FileDoor.LinkedFile file) {
      Attachment like = new Attachment(file.id(), file.name(), file.mediaType(), file.size());
      return new Item(file.id(), file.name(), Reading.kind(like), Reading.icon(like), file.size());
    }

    static List<Item> of(List<FileDoor.LinkedFile> files) {
      return files.stream().map(Item::of).toList();
    }
  }

  /**
   * {@code landing.jte}: which file, from whom, and what the button will do.
   *
   * @param accounts whether one can sign in instead
   */
  public record Landing(Scene s, Doorstep.Door door, List<Item> files, boolean accounts) {}

  /**
   * {@code code.jte}: the field for the code.
   *
   * @param lost the code could not be brought to the mailbox
   * @param problem what was wrong with the last press, or null
   */
  public record Code(
      Scene s,
      Doorstep.Door door,
      List<Item> files,
      Doorstep.CodeState code,
      boolean lost,
      boolean accounts,
      String csrf,
      GuestPages.@Nullable Trouble problem,
      String typed) {

    /** Whether a code is out that still works. */
    public boolean sent() {
      return code.newestAskedAt().isPresent() && code.validUntil().isPresent();
    }
  }

  /** {@code open.jte}: the files, to be downloaded. */
  public record Open(Scene s, Doorstep.Door door, List<Item> files, String csrf) {}

  /** {@code told.jte}: the sender knows that no code comes. */
  public record Told(Scene s, Doorstep.Door door) {}

  /** {@code gone.jte}. */
  public record Gone(Scene s, Doorstep.Gone gone) {
    public String why() {
      return switch (gone.why()) {
        case EXPIRED -> "expired";
        case REVOKED -> "revoked";
        case BOUNCED, SUPERSEDED, RIGHT_DELETED -> "superseded";
      };
    }
  }
}
