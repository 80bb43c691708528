package io.postern.mime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes text as quoted-printable (RFC 2045 section 6.7), lines of at most 76. */
final class QuotedPrintableWriter {

  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
  private static final int LONGEST_LINE = 76;

  private QuotedPrintableWriter() {}

  /**
   * @param text with LF as line end
   */
  static void write(String text, OutputStream out) throws IOException {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream line = new ByteArrayOutputStream(LONGEST_LINE + 2);
    for (int i = 0; i < octets.length; i++) {
      byte octet = octets[i];
      if (octet == '\n') {
        line.write('\r');
        line.write('\n');
        line.writeTo(out);
        line.reset();
        continue;
      }
      boolean lastOfLine = i + 1 == octets.length || octets[i + 1] == '\n';
      boolean plain =
          octet > ' ' && octet < 127 && octet != '='
              || (octet == ' ' || octet == '\t') && !lastOfLine;
      // A dot or "From " at a line start is what relays tamper with.
      boolean tempting = line.size() == 0 && (octet == '.' || octet == 'F');
      int width = plain && !tempting ? 1 : 3;
      if (line.size() + width > (lastOfLine ? LONGEST_LINE : LONGEST_LINE - 1)) {
        line.write('=');
        line.write('\r');
        line.write('\n');
        line.writeTo(out);
        line.reset();
        tempting = octet == '.' || octet == 'F';
        width = plain && !tempting ? 1 : 3;
      }
      if (width == 1) {
        line.write(octet);
      } else {
        line.write('=');
        line.write(HEX[octet >> 4 & 15]);
        line.write(HEX[octet & 15]);
      }
    }
    line.writeTo(out);
  }
}
