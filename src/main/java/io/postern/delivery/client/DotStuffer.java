package io.postern.delivery.client;

import java.io.IOException;
import java.io.InputStream;

/**
 * Sends a message as DATA (RFC 5321 section 4.5.2), a block at a time: a dot before each line that
 * begins with one, and the end. A bare CR or LF would let a message mean two things to two servers
 * (SMTP smuggling), so it stops here; the caller then drops the connection before the end was sent.
 */
final class DotStuffer {

  /** Where blocks go. */
  interface Sink {
    void write(byte[] block, int from, int length) throws IOException;
  }

  private static final int BLOCK = 64 * 1024;

  private final byte[] in = new byte[BLOCK];
  // Every octet could be a dot at a line's start, but for the CRLF between: half again is enough.
  private final byte[] out = new byte[BLOCK + BLOCK / 2];

  /**
   * Sends all but the final dot, and makes sure that the last line has an end.
   *
   * @param size what the message must come to, in octets
   * @throws BadLetter when it is not that long, cannot be read, or holds a bare CR or LF
   */
  void send(InputStream message, long size, Sink sink) throws IOException {
    boolean lineStart = true;
    boolean afterCr = false;
    long total = 0;
    int length;
    while ((length = read(message)) >= 0) {
      total += length;
      if (total > size) {
        throw new BadLetter("the message is longer than announced", false, null);
      }
      int o = 0;
      for (int i = 0; i < length; i++) {
        byte octet = in[i];
        if (afterCr != (octet == '\n')) {
          throw new BadLetter("the message holds a bare CR or LF", true, null);
        }
        if (lineStart && octet == '.') {
          out[o++] = '.';
        }
        lineStart = afterCr;
        afterCr = octet == '\r';
        out[o++] = octet;
      }
      sink.write(out, 0, o);
    }
    if (total != size) {
      throw new BadLetter("the message is shorter than announced", false, null);
    }
    if (afterCr) {
      throw new BadLetter("the message holds a bare CR", true, null);
    }
    if (!lineStart) {
      sink.write(new byte[] {'\r', '\n'}, 0, 2);
    }
  }

  private int read(InputStream message) throws BadLetter {
    try {
      return message.read(in);
    } catch (IOException unreadable) {
      throw new BadLetter("the message could not be read", false, unreadable);
    }
  }
}
