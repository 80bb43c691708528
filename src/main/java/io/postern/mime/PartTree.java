package io.postern.mime;

import java.util.Optional;

/**
 * Where the parts of a stored message lie.
 *
 * @param root the message itself, id {@code 1}
 * @param opaque a structure that could not be read with certainty, or over the limits (SPEC 17):
 *     {@code root} has no children then, and the message is offered whole as {@code .eml} (SPEC
 *     3.5)
 * @param eightBit an octet over 127 stands in the body: sending it needs 8BITMIME
 * @param longestLine octets of the longest line, header included, line end not
 */
public record PartTree(Part root, boolean opaque, boolean eightBit, int longestLine) {

  /** The part with that id. */
  public Optional<Part> part(String id) {
    return find(root, id);
  }

  private static Optional<Part> find(Part part, String id) {
    if (part.id().equals(id)) {
      return Optional.of(part);
    }
    return part.children().stream()
        .filter(child -> id.equals(child.id()) || id.startsWith(child.id() + "."))
        .findFirst()
        .flatMap(child -> find(child, id));
  }

  /** A compact form to store; {@link #decode} reads it. */
  public byte[] encode() {
    return PartTreeCodec.encode(this);
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws BadPartTree when the octets are no tree
   */
  public static PartTree decode(byte[] octets) throws BadPartTree {
    return PartTreeCodec.decode(octets);
  }
}
