package io.postern.departure;

import io.postern.mime.ByteSource;
import io.postern.mime.MessageReader;
import io.postern.mime.Part;
import io.postern.mime.Part.TransferEncoding;
import io.postern.mime.PartScanner;
import io.postern.mime.PartTree;
import io.postern.mime.TransferEncoder;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what must be encoded anew or folded in a message (SPEC 7.7). Reads the message once, part
 * by part, and remembers; only asked when the part tree says that there is something to find. For
 * one thread.
 *
 * <p>Multiparts and attached messages cannot be encoded themselves (RFC 2045 section 6.4), so what
 * is in them is. What stands between parts, and headers with octets over 127, cannot be mended.
 */
final class Survey {
  private static final Remedy NONE = new Remedy(false, null, Remedy.STAYS);

  private final PartTree tree;
  private final ByteSource stored;
  private final boolean sevenBit;
  private final boolean attached;
  private final Map<String, Finding> found = new HashMap<>();

  /** What was found for one part, its children apart. */
  private record Finding(@Nullable Remedy remedy, String why) {}

  /**
   * @param sevenBit whether octets over 127 must go, too
   */
  Survey(PartTree tree, ByteSource stored, boolean sevenBit) {
    this(tree, stored, sevenBit, false);
  }

  private Survey(PartTree tree, ByteSource stored, boolean sevenBit, boolean attached) {
    this.tree = tree;
    this.stored = stored;
    this.sevenBit = sevenBit;
    this.attached = attached;
  }

  /**
   * The remedies by part id; parts that need none are not there.
   *
   * @param dropped parts that will not go out, so that nothing in them matters
   */
  Map<String, Remedy> remedies(Set<String> dropped) throws IOException, NoRemedy {
    if (tree.opaque() || Sealed.byItsSender(tree.root())) {
      throw new NoRemedy("a message that may not be changed would have to be");
    }
    Map<String, Remedy> remedies = new HashMap<>();
    collect(tree.root(), dropped, remedies);
    return remedies;
  }

  private void collect(Part part, Set<String> dropped, Map<String, Remedy> remedies)
      throws IOException, NoRemedy {
    if (dropped.contains(part.id())) {
      return;
    }
    Finding finding = found.get(part.id());
    if (finding == null) {
      finding = look(part);
      found.put(part.id(), finding);
    }
    Remedy remedy = finding.remedy;
    if (remedy == null) {
      throw new NoRemedy(finding.why);
    }
    if (!remedy.equals(NONE)) {
      remedies.put(part.id(), remedy);
    }
    for (Part child : part.children()) {
      collect(child, dropped, remedies);
    }
  }

  private Finding look(Part part) throws IOException {
    try {
      boolean fold = header(part);
      return new Finding(part.isMultipart() ? multipart(part, fold) : leaf(part, fold), "");
    } catch (NoRemedy none) {
      return new Finding(null, String.valueOf(none.getMessage()));
    }
  }

  /** Whether the part's header needs folding. */
  private boolean header(Part part) throws IOException, NoRemedy {
    Measure header = measure(part.headerStart(), part.bodyStart());
    boolean top = part == tree.root() && !attached;
    if (sevenBit && header.eightBit() > 0 && !top) {
      throw new NoRemedy("the header of a part is 8-bit");
    }
    if (!header.overlong()) {
      return false;
    }
    // Tried here, so that it is known now whether it can be done.
    var unused =
        PartHeaders.mended(PartHeaders.of(part, stored), new Remedy(true, null, Remedy.STAYS));
    return true;
  }

  private Remedy multipart(Part part, boolean fold) throws IOException, NoRemedy {
    long from = part.bodyStart();
    for (Part child : part.children()) {
      between(from, child.headerStart());
      from = child.bodyEnd();
    }
    between(from, part.bodyEnd());
    return new Remedy(fold, sevenBitLabel(part), Remedy.STAYS);
  }

  private void between(long from, long to) throws IOException, NoRemedy {
    if (!fits(measure(from, to))) {
      throw new NoRemedy("what stands between parts does not fit");
    }
  }

  private Remedy leaf(Part part, boolean fold) throws IOException, NoRemedy {
    Measure body = measure(part.bodyStart(), part.bodyEnd());
    if (fits(body)) {
      return new Remedy(fold, null, Remedy.STAYS);
    }
    boolean identity = part.encoding() == TransferEncoding.IDENTITY;
    if (part.isMessage() && identity) {
      PartTree inside = PartScanner.inside(part, stored);
      Map<String, Remedy> remedies = new Survey(inside, stored, sevenBit, true).remedies(Set.of());
      return new Remedy(fold, sevenBitLabel(part), new Remedy.Body.Inside(inside, remedies));
    }
    // An unreadable multipart is a leaf to us, and would be a multipart to the recipient.
    if (part.mediaType().startsWith("message/") && identity
        || part.parameters().containsKey("boundary")
        || part.encoding() == TransferEncoding.UNKNOWN) {
      throw new NoRemedy("a part of type " + part.mediaType() + " cannot be encoded");
    }
    boolean base64 =
        switch (part.encoding()) {
          case BASE64 -> true;
          case QUOTED_PRINTABLE -> false;
          case IDENTITY, UNKNOWN -> !part.isText() || body.mostlyEightBit();
        };
    long size =
        base64
            ? TransferEncoder.base64Size(part.decodedSize())
            : TransferEncoder.quotedPrintableSize(new MessageReader(tree, stored).open(part.id()));
    return new Remedy(
        fold, base64 ? "base64" : "quoted-printable", new Remedy.Body.Anew(base64, size));
  }

  /** What is no longer 8-bit inside may not say that it is (RFC 2045 section 6.2). */
  private @Nullable String sevenBitLabel(Part part) throws IOException {
    if (!sevenBit) {
      return null;
    }
    String says =
        PartHeaders.of(part, stored)
            .first("Content-Transfer-Encoding")
            .map(field -> field.unfolded().strip())
            .orElse("7bit");
    return says.equalsIgnoreCase("8bit") || says.equalsIgnoreCase("binary") ? "7bit" : null;
  }

  private boolean fits(Measure stretch) {
    return !stretch.overlong() && !(sevenBit && stretch.eightBit() > 0);
  }

  private Measure measure(long from, long to) throws IOException {
    return Measure.of(stored.from(from, Math.max(from, to)));
  }
}
