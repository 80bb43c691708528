package io.postern.mime;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The header fields of a message or part in their order (RFC 5322 section 2.2). Immutable; fields
 * nobody changed are written with the octets they came in. A line that is no field is kept in its
 * place, nameless, and stands in {@link #malformed} (SPEC 3.5).
 */
public final class HeaderSection {

  private final List<HeaderField> fields;

  private HeaderSection(List<HeaderField> fields) {
    this.fields = List.copyOf(fields);
  }

  /** A section of these fields. */
  public static HeaderSection of(List<HeaderField> fields) {
    return new HeaderSection(fields);
  }

  /**
   * Reads up to and with the empty line, or to the end of the stream. Asks for one octet at a time
   * and never for one more than the empty line, so that {@code in} then stands at the first octet
   * of the body: hand in a buffered stream.
   *
   * @param limitOctets most octets to read, the empty line included
   * @throws HeaderTooLarge when there are more; the stream stands somewhere in the header
   */
  public static HeaderSection read(InputStream in, int limitOctets) throws IOException {
    List<HeaderField> fields = new ArrayList<>();
    ByteArrayOutputStream field = new ByteArrayOutputStream(256);
    int count = 0;
    int lineLength = 0; // without its line end
    int previous = -1;
    int octet;
    while ((octet = in.read()) >= 0) {
      if (++count > limitOctets) {
        throw new HeaderTooLarge(limitOctets);
      }
      boolean firstOfLine = previous == '\n' || previous == -1;
      if (firstOfLine && field.size() > 0 && octet != ' ' && octet != '\t') {
        fields.add(HeaderField.read(field.toByteArray()));
        field.reset();
      }
      field.write(octet);
      if (octet == '\n') {
        int length = lineLength - (previous == '\r' ? 1 : 0);
        if (length == 0) {
          return new HeaderSection(fields);
        }
        lineLength = 0;
      } else {
        lineLength++;
      }
      previous = octet;
    }
    if (field.size() > 0) {
      fields.add(HeaderField.read(field.toByteArray()));
    }
    return new HeaderSection(fields);
  }

  /** Reads a section that is in memory; what follows an empty line is not looked at. */
  public static HeaderSection parse(byte[] octets) {
    try {
      return read(new ByteArrayInputStream(octets), Integer.MAX_VALUE);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  public List<HeaderField> fields() {
    return fields;
  }

  /** The fields of that name, in any case, in their order. */
  public List<HeaderField> all(String name) {
    return fields.stream().filter(field -> field.is(name)).toList();
  }

  /** The first field of that name. */
  public Optional<HeaderField> first(String name) {
    return fields.stream().filter(field -> field.is(name)).findFirst();
  }

  /** The lines that are no field, and fields with NUL or other control characters in them. */
  public List<HeaderField> malformed() {
    return fields.stream().filter(field -> !field.wellFormed()).toList();
  }

  /** This section without the fields that match. */
  public HeaderSection without(Predicate<HeaderField> unwanted) {
    return new HeaderSection(fields.stream().filter(unwanted.negate()).toList());
  }

  /** This section with a field before all others. */
  public HeaderSection prepend(HeaderField field) {
    List<HeaderField> more = new ArrayList<>(fields.size() + 1);
    more.add(field);
    more.addAll(fields);
    return new HeaderSection(more);
  }

  /** This section with a field after all others. */
  public HeaderSection append(HeaderField field) {
    List<HeaderField> more = new ArrayList<>(fields);
    more.add(field);
    return new HeaderSection(more);
  }

  /** Writes all fields and the empty line. */
  public void writeTo(OutputStream out) throws IOException {
    for (HeaderField field : fields) {
      field.writeTo(out);
    }
    out.write('\r');
    out.write('\n');
  }

  /** What {@link #writeTo} writes. */
  public byte[] toBytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    try {
      writeTo(out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  /** Number of octets {@link #writeTo} writes: where the body then starts. */
  public int size() {
    return toBytes().length;
  }

  static boolean isAscii(HeaderSection section) {
    for (byte octet : section.toBytes()) {
      if (octet < 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HeaderSection that && fields.equals(that.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  /** The names alone: values may be secret (SPEC 5). */
  @Override
  public String toString() {
    return fields.toString();
  }
}
