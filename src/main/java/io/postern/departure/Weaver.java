package io.postern.departure;

import io.postern.mime.ByteSource;
import io.postern.mime.HeaderField;
import io.postern.mime.HeaderSection;
import io.postern.mime.MessageReader;
import io.postern.mime.Part;
import io.postern.mime.PartTree;
import io.postern.mime.TransferEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts a message together again without some of its parts, with others mended, and with one more.
 * Delimiters, preambles, headers and bodies that nothing asks to change stay the stored octets.
 *
 * <p>A new part stands in the outermost multipart/mixed, right behind the body and before the
 * attachments. Where the outermost part is no multipart/mixed, it is put into one: its {@code
 * Content-} fields go down with it, all other fields stay where they are.
 */
final class Weaver {
  private final PartTree tree;
  private final ByteSource stored;
  private final Set<String> dropped;
  private final Map<String, Remedy> remedies;
  private final Rope.Spinner rope;

  private Weaver(
      PartTree tree,
      ByteSource stored,
      Set<String> dropped,
      Map<String, Remedy> remedies,
      Rope.Spinner rope) {
    this.tree = tree;
    this.stored = stored;
    this.dropped = dropped;
    this.remedies = remedies;
    this.rope = rope;
  }

  /**
   * @param added header and body of a new part, or null
   * @param boundary for the multipart/mixed that may be needed: in no line of the message
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Added(byte[] part, String boundary) {}

  static Rope weave(
      PartTree tree,
      ByteSource stored,
      Set<String> dropped,
      Map<String, Remedy> remedies,
      @Nullable Added added)
      throws IOException, NoRemedy {
    Rope.Spinner rope = new Rope.Spinner();
    Weaver weaver = new Weaver(tree, stored, dropped, remedies, rope);
    Part root = tree.root();
    if (added == null) {
      weaver.part(root);
    } else if (root.mediaType().equals("multipart/mixed") && !root.children().isEmpty()) {
      weaver.header(root);
      weaver.multipart(root, added.part);
    } else {
      weaver.wrapped(root, added);
    }
    return rope.rope();
  }

  private void part(Part part) throws IOException, NoRemedy {
    header(part);
    body(part);
  }

  private void header(Part part) throws IOException, NoRemedy {
    Remedy remedy = remedies.get(part.id());
    if (remedy == null || !remedy.changesHeader()) {
      rope.kept(part.headerStart(), part.bodyStart());
    } else {
      HeaderSection mended = PartHeaders.mended(PartHeaders.of(part, stored), remedy);
      // RFC 2045 section 4: without it a transfer encoding means nothing.
      boolean add =
          remedy.label() != null && part == tree.root() && mended.first("MIME-Version").isEmpty();
      rope.written((add ? mended.append(HeaderField.of("MIME-Version", "1.0")) : mended).toBytes());
    }
  }

  private void body(Part part) throws IOException, NoRemedy {
    if (part.isMultipart() && !part.children().isEmpty()) {
      multipart(part, null);
      return;
    }
    Remedy remedy = remedies.get(part.id());
    switch (remedy == null ? Remedy.STAYS : remedy.body()) {
      case Remedy.Body.Stays _ -> rope.kept(part.bodyStart(), part.bodyEnd());
      case Remedy.Body.Anew(boolean base64, long size) ->
          rope.encoded(
              new Rope.Encoded(
                  source -> {
                    var decoded = new MessageReader(tree, source).open(part.id());
                    return base64
                        ? TransferEncoder.base64(decoded)
                        : TransferEncoder.quotedPrintable(decoded);
                  },
                  size));
      case Remedy.Body.Inside(PartTree inside, Map<String, Remedy> theirs) ->
          new Weaver(inside, stored, Set.of(), theirs, rope).part(inside.root());
    }
  }

  /** Each part goes with the delimiter before it; so the last delimiter always stays. */
  private void multipart(Part multipart, byte @Nullable [] added) throws IOException, NoRemedy {
    List<Part> children = multipart.children();
    rope.kept(multipart.bodyStart(), children.getFirst().headerStart());
    boolean first = true;
    byte[] waiting = added;
    for (int i = 0; i < children.size(); i++) {
      Part child = children.get(i);
      if (gone(child)) {
        continue;
      }
      if (first && waiting != null && Attachments.mayBe(child)) {
        rope.written(waiting);
        waiting = null;
        delimiter(multipart);
      } else if (!first) {
        rope.kept(children.get(i - 1).bodyEnd(), child.headerStart());
      }
      part(child);
      first = false;
      if (waiting != null) {
        delimiter(multipart);
        rope.written(waiting);
        waiting = null;
      }
    }
    if (waiting != null) {
      rope.written(waiting);
    }
    rope.kept(children.getLast().bodyEnd(), multipart.bodyEnd());
  }

  private void delimiter(Part multipart) {
    rope.written(octets("\r\n--" + multipart.parameters().get("boundary") + "\r\n"));
  }

  private boolean gone(Part part) {
    return dropped.contains(part.id())
        || !part.children().isEmpty() && part.children().stream().allMatch(this::gone);
  }

  private void wrapped(Part root, Added added) throws IOException, NoRemedy {
    Remedy remedy = remedies.get(root.id());
    HeaderSection top = PartHeaders.of(root, stored);
    HeaderSection mended = remedy == null ? top : PartHeaders.mended(top, remedy);
    List<HeaderField> outer = new ArrayList<>();
    List<HeaderField> inner = new ArrayList<>();
    for (HeaderField field : mended.fields()) {
      (isContent(field) ? inner : outer).add(field);
    }
    if (outer.stream().noneMatch(field -> field.is("MIME-Version"))) {
      outer.add(HeaderField.of("MIME-Version", "1.0"));
    }
    outer.add(
        HeaderField.of("Content-Type", "multipart/mixed; boundary=\"" + added.boundary + "\""));
    if (inner.stream().anyMatch(Weaver::saysEightBit)) {
      // RFC 2045 section 6.4: what holds an 8-bit part is 8-bit.
      outer.add(HeaderField.of("Content-Transfer-Encoding", "8bit"));
    }
    rope.written(HeaderSection.of(outer).toBytes());
    rope.written(octets("--" + added.boundary + "\r\n"));
    if (!gone(root)) {
      rope.written(HeaderSection.of(inner).toBytes());
      body(root);
      rope.written(octets("\r\n--" + added.boundary + "\r\n"));
    }
    rope.written(added.part);
    rope.written(octets("\r\n--" + added.boundary + "--\r\n"));
  }

  private static boolean isContent(HeaderField field) {
    return field.name().toLowerCase(Locale.ROOT).startsWith("content-");
  }

  private static boolean saysEightBit(HeaderField field) {
    return field.is("Content-Transfer-Encoding")
        && (field.unfolded().equalsIgnoreCase("8bit")
            || field.unfolded().equalsIgnoreCase("binary"));
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
