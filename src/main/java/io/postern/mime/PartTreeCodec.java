package io.postern.mime;

import io.postern.mime.Part.Disposition;
import io.postern.mime.Part.TransferEncoding;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of a {@link PartTree}: a version, then numbers as variable-length groups of seven
 * bits and texts as length and UTF-8, parts in the order of the message. Ids are not stored, they
 * follow from the places.
 */
final class PartTreeCodec {

  private static final int VERSION = 1;
  private static final int DEEPEST = 60;

  // Explicit codes: the order of an enum is nothing to store.
  private static final List<Disposition> DISPOSITIONS =
      List.of(Disposition.NONE, Disposition.INLINE, Disposition.ATTACHMENT);
  private static final List<TransferEncoding> ENCODINGS =
      List.of(
          TransferEncoding.IDENTITY,
          TransferEncoding.BASE64,
          TransferEncoding.QUOTED_PRINTABLE,
          TransferEncoding.UNKNOWN);

  private PartTreeCodec() {}

  static byte[] encode(PartTree tree) {
    Writer out = new Writer();
    out.number(VERSION);
    out.number((tree.opaque() ? 1 : 0) | (tree.eightBit() ? 2 : 0));
    out.number(tree.longestLine());
    out.part(tree.root());
    return out.octets.toByteArray();
  }

  static PartTree decode(byte[] octets) throws BadPartTree {
    Reader in = new Reader(octets);
    long version = in.number();
    if (version != VERSION) {
      throw new BadPartTree("version " + version);
    }
    long flags = in.number();
    int longestLine = (int) in.number(Integer.MAX_VALUE);
    Part root = in.part("1", 1);
    if (in.at != octets.length || flags > 3) {
      throw new BadPartTree("something stands after its end");
    }
    return new PartTree(root, (flags & 1) != 0, (flags & 2) != 0, longestLine);
  }

  private static final class Writer {
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream(256);

    void part(Part part) {
      text(part.mediaType());
      number(part.parameters().size());
      new TreeMap<>(part.parameters())
          .forEach((name, value) -> {
            text(name);
            text(value);
          });
      number(DISPOSITIONS.indexOf(part.disposition()));
      optional(part.fileName());
      optional(part.contentId());
      number(ENCODINGS.indexOf(part.encoding()));
      number(part.headerStart());
      number(part.bodyStart());
      number(part.bodyEnd());
      number(part.decodedSize());
      number(part.checkpoints().size());
      long last = 0;
      for (long checkpoint : part.checkpoints()) {
        number(checkpoint - last);
        last = checkpoint;
      }
      number(part.children().size());
      part.children().forEach(this::part);
    }

    void number(long value) {
      long rest = value;
      while (rest > 127) {
        octets.write((int) (rest & 127 | 128));
        rest >>>= 7;
      }
      octets.write((int) rest);
    }

    void text(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      number(utf8.length);
      octets.writeBytes(utf8);
    }

    /** 0 for none, or 1 and the text. */
    void optional(@Nullable String text) {
      number(text == null ? 0 : 1);
      if (text != null) {
        text(text);
      }
    }
  }

  private static final class Reader {
    private final byte[] octets;
    private int at;

    Reader(byte[] octets) {
      this.octets = octets;
    }

    Part part(String id, int depth) throws BadPartTree {
      if (depth > DEEPEST) {
        throw new BadPartTree("too deep");
      }
      String mediaType = text();
      Map<String, String> parameters = new TreeMap<>();
      for (int left = count(); left > 0; left--) {
        parameters.put(text(), text());
      }
      Disposition disposition = DISPOSITIONS.get((int) number(DISPOSITIONS.size() - 1));
      String fileName = optional();
      String contentId = optional();
      TransferEncoding encoding = ENCODINGS.get((int) number(ENCODINGS.size() - 1));
      long headerStart = number();
      long bodyStart = number();
      long bodyEnd = number();
      if (bodyStart < headerStart || bodyEnd < bodyStart) {
        throw new BadPartTree("a part ends before it starts");
      }
      long decodedSize = number(bodyEnd - bodyStart);
      List<Long> checkpoints = new ArrayList<>();
      long last = 0;
      for (int left = count(); left > 0; left--) {
        last += number(bodyEnd - last);
        checkpoints.add(last);
      }
      List<Part> children = new ArrayList<>();
      int count = count();
      for (int i = 1; i <= count; i++) {
        children.add(part(id + '.' + i, depth + 1));
      }
      return new Part(
          id,
          mediaType,
          parameters,
          disposition,
          fileName,
          contentId,
          encoding,
          headerStart,
          bodyStart,
          bodyEnd,
          decodedSize,
          checkpoints,
          children);
    }

    long number() throws BadPartTree {
      long value = 0;
      for (int shift = 0; shift < 63; shift += 7) {
        if (at == octets.length) {
          throw new BadPartTree("it is cut short");
        }
        byte octet = octets[at++];
        value |= (long) (octet & 127) << shift;
        if (octet >= 0) {
          return value;
        }
      }
      throw new BadPartTree("a number is too large");
    }

    long number(long most) throws BadPartTree {
      long value = number();
      if (value > most) {
        throw new BadPartTree("a number is too large");
      }
      return value;
    }

    /** Of things that take at least an octet each: never more than there are octets left. */
    int count() throws BadPartTree {
      return (int) number(octets.length - at);
    }

    String text() throws BadPartTree {
      int length = count();
      if (length > octets.length - at) {
        throw new BadPartTree("it is cut short");
      }
      String text = new String(octets, at, length, StandardCharsets.UTF_8);
      at += length;
      return text;
    }

    @Nullable String optional() throws BadPartTree {
      return number(1) == 0 ? null : text();
    }
  }
}
