package io.postern.intake;

import io.postern.mime.Part;
import io.postern.mime.PartTree;

/** Whether a list shows the paper clip: a part that is an attachment or bears a file name. */
final class AttachmentMark {
  private AttachmentMark() {}

  static boolean of(PartTree tree) {
    return !tree.opaque() && of(tree.root());
  }

  private static boolean of(Part part) {
    return part.disposition() == Part.Disposition.ATTACHMENT
        || part.fileName() != null && part.contentId() == null
        || part.isMessage()
        || part.children().stream().anyMatch(AttachmentMark::of);
  }
}
