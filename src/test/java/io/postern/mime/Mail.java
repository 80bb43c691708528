package io.postern.mime;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Test messages: scans octets in pieces, reads them back. */
final class Mail {

  private Mail() {}

  /** Text with LF as a message with CRLF. */
  static byte[] of(String text) {
    return text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
  }

  static PartTree scan(byte[] message) {
    return scan(message, 8192);
  }

  /** Scans with the body cut into pieces of that many octets. */
  static PartTree scan(byte[] message, int piece) {
    ByteArrayInputStream in = new ByteArrayInputStream(message);
    HeaderSection top;
    try {
      top = HeaderSection.read(new BufferedInputStream(in, 1), Integer.MAX_VALUE);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    int offset = message.length - in.available();
    PartScanner scanner = new PartScanner(top, offset);
    for (int i = offset; i < message.length; i += piece) {
      scanner.accept(message, i, Math.min(piece, message.length - i));
    }
    return scanner.finish();
  }

  static ByteSource source(byte[] message) {
    return (start, end) -> new ByteArrayInputStream(message, (int) start, (int) (end - start));
  }

  static MessageReader reader(byte[] message) {
    return new MessageReader(scan(message), source(message));
  }

  static byte[] body(byte[] message, String id) {
    try (var in = reader(message).open(id)) {
      return in.readAllBytes();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Every part, outer before inner, as {@code id type}. */
  static List<String> outline(PartTree tree) {
    return all(tree.root()).stream().map(part -> part.id() + " " + part.mediaType()).toList();
  }

  static List<Part> all(Part part) {
    List<Part> parts = new ArrayList<>(List.of(part));
    part.children().forEach(child -> parts.addAll(all(child)));
    return parts;
  }
}
