package io.postern.dkim;

import io.postern.mime.HeaderField;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** The two canonical forms and what they make of header fields (RFC 6376 section 3.4). */
enum Canonical {
  SIMPLE,
  RELAXED;

  /** A field with its line end. */
  byte[] field(HeaderField field) {
    byte[] raw = field.raw();
    return switch (this) {
      case SIMPLE -> endsLine(raw) ? raw : withLineEnd(raw);
      case RELAXED -> withLineEnd(relaxed(raw));
    };
  }

  /** The signature's own field: {@code b=} emptied, no line end (RFC 6376 section 3.7). */
  byte[] signature(byte[] rawWithoutB) {
    return switch (this) {
      case SIMPLE ->
          endsLine(rawWithoutB) ? Arrays.copyOf(rawWithoutB, rawWithoutB.length - 2) : rawWithoutB;
      case RELAXED -> relaxed(rawWithoutB);
    };
  }

  /** RFC 6376 section 3.4.2. */
  private static byte[] relaxed(byte[] raw) {
    int colon = 0;
    while (colon < raw.length && raw[colon] != ':') {
      colon++;
    }
    String name =
        new String(raw, 0, colon, StandardCharsets.ISO_8859_1).strip().toLowerCase(Locale.ROOT);
    ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length);
    out.writeBytes(name.getBytes(StandardCharsets.ISO_8859_1));
    out.write(':');
    boolean space = false;
    boolean begun = false;
    for (int i = colon + 1; i < raw.length; i++) {
      byte octet = raw[i];
      if (octet == '\r' && i + 1 < raw.length && raw[i + 1] == '\n') {
        i++;
      } else if (octet == ' ' || octet == '\t') {
        space = true;
      } else {
        if (space && begun) {
          out.write(' ');
        }
        space = false;
        begun = true;
        out.write(octet);
      }
    }
    return out.toByteArray();
  }

  private static boolean endsLine(byte[] raw) {
    return raw.length >= 2 && raw[raw.length - 2] == '\r' && raw[raw.length - 1] == '\n';
  }

  private static byte[] withLineEnd(byte[] octets) {
    byte[] longer = Arrays.copyOf(octets, octets.length + 2);
    longer[octets.length] = '\r';
    longer[octets.length + 1] = '\n';
    return longer;
  }
}
