package io.postern.departure;

import io.postern.mime.ByteSource;
import io.postern.mime.MessageReader;
import io.postern.mime.Part;
import io.postern.mime.Part.Disposition;
import io.postern.mime.PartTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which parts of a message are attachments in the sense of SPEC 10.1: a leaf or an attached message
 * with disposition attachment or a file name, to which no HTML of the message points, and no
 * invitation. Reads the HTML only.
 */
final class Attachments {
  private Attachments() {}

  /** In their order. */
  static List<Part> of(PartTree tree, ByteSource stored) throws IOException {
    List<Part> leaves = new ArrayList<>();
    collect(tree.root(), leaves);
    List<Part> candidates = leaves.stream().filter(Attachments::mayBe).toList();
    if (candidates.stream().allMatch(part -> part.contentId() == null)) {
      return candidates;
    }
    Set<String> shown = new HashSet<>();
    MessageReader reader = new MessageReader(tree, stored);
    for (Part leaf : leaves) {
      if (leaf.mediaType().equals("text/html")) {
        shown.addAll(CidLinks.in(reader.open(leaf.id())));
      }
    }
    return candidates.stream()
        .filter(part -> part.contentId() == null || !shown.contains(part.contentId()))
        .toList();
  }

  /** All but whether HTML points to it. */
  static boolean mayBe(Part part) {
    return !part.isMultipart()
        && !part.mediaType().equals("text/calendar")
        && (part.disposition() == Disposition.ATTACHMENT || part.fileName() != null);
  }

  private static void collect(Part part, List<Part> leaves) {
    if (part.isMultipart()) {
      part.children().forEach(child -> collect(child, leaves));
    } else {
      leaves.add(part);
    }
  }
}
