package io.postern.departure;

import java.io.IOException;
import java.io.InputStream;

/**
 * What a stretch of a message would ask of a host.
 *
 * @param octets how many there are
 * @param eightBit how many of them are over 127
 * @param longestLine octets of the longest line, its end not counted
 */
record Measure(long octets, long eightBit, long longestLine) {

  /** RFC 5322 section 2.1.1, without the line end. */
  static final int LONGEST_LINE = 998;

  /** Reads to the end, and closes. */
  static Measure of(InputStream stretch) throws IOException {
    byte[] block = new byte[64 * 1024];
    long octets = 0;
    long eightBit = 0;
    long longest = 0;
    long line = 0;
    try (stretch) {
      int length;
      while ((length = stretch.read(block)) >= 0) {
        octets += length;
        for (int i = 0; i < length; i++) {
          byte octet = block[i];
          if (octet == '\n') {
            line = 0;
          } else {
            if (octet < 0) {
              eightBit++;
            }
            if (octet != '\r' && ++line > longest) {
              longest = line;
            }
          }
        }
      }
    }
    return new Measure(octets, eightBit, longest);
  }

  boolean overlong() {
    return longestLine > LONGEST_LINE;
  }

  /** Whether so much is over 127 that quoted-printable helps no reader and takes much more room. */
  boolean mostlyEightBit() {
    return eightBit * 3 > octets;
  }
}
