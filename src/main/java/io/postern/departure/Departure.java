package io.postern.departure;

import io.postern.mime.ByteSource;
import io.postern.mime.Part;
import io.postern.mime.PartTree;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the form of one stored message that a host takes (SPEC 7.7, 10.1). Reads the message only
 * where its part tree says that something must be mended; remembers what it read. For one thread.
 */
public final class Departure {
  private final PartTree tree;
  private final ByteSource stored;
  private final long size;
  private final long linkFrom;
  private final @Nullable Links links;
  private final String boundary;

  private @Nullable List<Part> attachments;
  private @Nullable Survey longLines;
  private @Nullable Survey eightBit;

  /**
   * @param size octets of the stored message
   * @param linkFrom an attachment of so many decoded octets or more becomes a link
   * @param links makes them; null where no attachment can become one
   */
  public Departure(
      PartTree tree,
      ByteSource stored,
      long size,
      long linkFrom,
      @Nullable Links links,
      SecureRandom random) {
    this.tree = tree;
    this.stored = stored;
    this.size = size;
    this.linkFrom = linkFrom;
    this.links = links;
    byte[] octets = new byte[18];
    random.nextBytes(octets);
    // "=_" can stand in no quoted-printable line and in no base64 (RFC 2045 section 6.7).
    this.boundary = "=_" + HexFormat.of().formatHex(octets);
  }

  /**
   * An attachment that becomes a link.
   *
   * @param name made fit to be offered
   * @param mediaType as the sender claims it
   * @param size decoded octets
   */
  public record Linked(String partId, String name, String mediaType, long size) {}

  /** Makes links, and the part that names them. */
  public interface Links {
    /**
     * The part, header and body, that names these files. The links in it need not be kept yet: it
     * is asked for while it is still open which files become links.
     */
    byte[] part(List<Linked> files) throws IOException;

    /** The message goes out with just these, perhaps none: once this returns, they are kept. */
    void keep(List<Linked> files) throws IOException;
  }

  /** What was found. */
  public sealed interface Form {
    /**
     * @param eightBit whether it holds octets over 127
     */
    record Goes(Rope rope, boolean eightBit, List<Linked> linked) implements Form {}

    record TooBig() implements Form {}

    /** Something in it needs mending that may or can not be mended. */
    record NotConverted(String why) implements Form {}
  }

  /**
   * @param room most octets; empty for any number
   * @param takesEightBit whether octets over 127 may stay in bodies
   */
  public Form fitting(OptionalLong room, boolean takesEightBit) throws IOException {
    boolean overlong = tree.longestLine() > Measure.LONGEST_LINE;
    boolean sevenBit = tree.eightBit() && !takesEightBit;
    if (tree.opaque() || Sealed.byItsSender(tree.root())) {
      if (overlong || sevenBit) {
        return new Form.NotConverted("a message that may not be changed would have to be");
      }
      return fits(size, room)
          ? goes(Rope.whole(size), tree.eightBit(), List.of())
          : new Form.TooBig();
    }
    if (!overlong && !sevenBit && fits(size, room) && size < linkFrom) {
      return goes(Rope.whole(size), tree.eightBit(), List.of());
    }
    try {
      return shaped(room, overlong, sevenBit);
    } catch (NoRemedy none) {
      return new Form.NotConverted(String.valueOf(none.getMessage()));
    }
  }

  private Form goes(Rope rope, boolean eightBit, List<Linked> linked) throws IOException {
    if (links != null) {
      links.keep(linked);
    }
    return new Form.Goes(rope, eightBit, linked);
  }

  private Form shaped(OptionalLong room, boolean overlong, boolean sevenBit)
      throws IOException, NoRemedy {
    Set<String> dropped = new LinkedHashSet<>();
    List<Part> rest = new ArrayList<>();
    for (Part attachment : attachments()) {
      if (attachment.decodedSize() >= linkFrom) {
        dropped.add(attachment.id());
      } else {
        rest.add(attachment);
      }
    }
    rest.sort(Comparator.comparingLong(Part::decodedSize).reversed());
    while (true) {
      Map<String, Remedy> remedies =
          overlong || sevenBit ? survey(sevenBit).remedies(dropped) : Map.of();
      List<Linked> linked = linked(dropped);
      Rope rope = weave(dropped, remedies, linked);
      if (fits(rope.size(), room)) {
        return goes(rope, tree.eightBit() && !sevenBit, linked);
      }
      long excess = rope.size() - room.orElseThrow();
      if (rest.isEmpty()) {
        return new Form.TooBig();
      }
      while (excess > 0 && !rest.isEmpty()) {
        Part largest = rest.removeFirst();
        dropped.add(largest.id());
        excess -= largest.bodyEnd() - largest.headerStart();
      }
    }
  }

  private Rope weave(Set<String> dropped, Map<String, Remedy> remedies, List<Linked> linked)
      throws IOException, NoRemedy {
    Links made = links;
    Weaver.@Nullable Added added =
        linked.isEmpty() || made == null ? null : new Weaver.Added(made.part(linked), boundary);
    return Weaver.weave(tree, stored, dropped, remedies, added);
  }

  private List<Part> attachments() throws IOException {
    List<Part> known = attachments;
    if (known == null) {
      known = links == null ? List.of() : Attachments.of(tree, stored);
      attachments = known;
    }
    return known;
  }

  /** In the order of the message. */
  private List<Linked> linked(Set<String> dropped) throws IOException {
    return attachments().stream()
        .filter(part -> dropped.contains(part.id()))
        .map(part -> new Linked(part.id(), part.cleanName(), part.mediaType(), part.decodedSize()))
        .toList();
  }

  private Survey survey(boolean sevenBit) {
    Survey known = sevenBit ? eightBit : longLines;
    if (known == null) {
      known = new Survey(tree, stored, sevenBit);
      if (sevenBit) {
        eightBit = known;
      } else {
        longLines = known;
      }
    }
    return known;
  }

  private static boolean fits(long octets, OptionalLong room) {
    return room.isEmpty() || octets <= room.getAsLong();
  }
}
