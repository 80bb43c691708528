package io.postern.departure;

import io.postern.mime.ByteSource;
import io.postern.mime.HeaderField;
import io.postern.mime.HeaderSection;
import io.postern.mime.Part;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the header section of a part, and writes it anew where it must change. */
final class PartHeaders {
  private static final String ENCODING = "Content-Transfer-Encoding";

  /** What intake and the scanner take, with room for what intake put before. */
  private static final int LIMIT = 512 * 1024;

  private PartHeaders() {}

  static HeaderSection of(Part part, ByteSource stored) throws IOException {
    try (InputStream in =
        new BufferedInputStream(stored.from(part.headerStart(), part.bodyStart()))) {
      return HeaderSection.read(in, LIMIT);
    }
  }

  /** The section with the remedy's changes; every other field as it is. */
  static HeaderSection mended(HeaderSection section, Remedy remedy) throws NoRemedy {
    List<HeaderField> fields = new ArrayList<>();
    String label = remedy.label();
    boolean labelled = label == null;
    for (HeaderField field : section.fields()) {
      if (label != null && field.is(ENCODING)) {
        if (!labelled) {
          fields.add(HeaderField.of(field.name(), label));
          labelled = true;
        }
      } else {
        fields.add(remedy.fold() ? folded(field) : field);
      }
    }
    if (!labelled && label != null) {
      fields.add(HeaderField.of(ENCODING, label));
    }
    return HeaderSection.of(fields);
  }

  /**
   * The field with line ends put before blanks that are there already (RFC 5322 section 2.2.3), so
   * that no line is too long: unfolded it says the same.
   */
  static HeaderField folded(HeaderField field) throws NoRemedy {
    byte[] raw = field.raw();
    ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length + 16);
    int line = 0;
    while (line < raw.length) {
      int end = line;
      while (end < raw.length && raw[end] != '\n') {
        end++;
      }
      int text = end > line && end < raw.length && raw[end - 1] == '\r' ? end - 1 : end;
      int from = line;
      while (text - from > Measure.LONGEST_LINE) {
        int at = blankBefore(raw, from, from + Measure.LONGEST_LINE);
        out.write(raw, from, at - from);
        out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        from = at;
      }
      out.write(raw, from, Math.min(end + 1, raw.length) - from);
      line = end + 1;
    }
    return HeaderSection.parse(out.toByteArray()).fields().getFirst();
  }

  /** The last blank that can begin a line: with something other than blanks before it. */
  private static int blankBefore(byte[] raw, int from, int most) throws NoRemedy {
    for (int i = most; i > from; i--) {
      if ((raw[i] == ' ' || raw[i] == '\t') && raw[i - 1] != ' ' && raw[i - 1] != '\t') {
        return i;
      }
    }
    throw new NoRemedy("a header line cannot be folded");
  }
}
