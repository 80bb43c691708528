package io.postern.mime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Encodes a body for 7-bit lines of at most 76 octets (RFC 2045 section 6), streaming: what is read
 * from it is the encoded body. Whatever the octets are, decoding gives them back.
 */
public final class TransferEncoder extends InputStream {

  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
  private static final int BLOCK = 57 * 256;
  private static final int LONGEST_LINE = 76;
  private static final int NOTHING = -1;

  private final InputStream in;
  private final boolean base64;
  private final byte[] plain = new byte[BLOCK];

  /** Room for the worst that one block becomes: three octets and its share of soft line ends. */
  private final byte[] encoded = new byte[BLOCK * 3 + BLOCK / 8 + 64];

  private int next;
  private int end;
  private boolean finished;

  private int column;
  private int space = NOTHING; // a blank that may turn out to end its line
  private boolean carriageReturn; // that may belong to a line end

  private TransferEncoder(InputStream in, boolean base64) {
    this.in = in;
    this.base64 = base64;
  }

  /** Section 6.8; every line ends with CRLF, the last too. */
  public static InputStream base64(InputStream in) {
    return new TransferEncoder(in, true);
  }

  /** Octets that {@link #base64} makes of so many. */
  public static long base64Size(long octets) {
    return (octets + 2) / 3 * 4 + (octets + 56) / 57 * 2;
  }

  /**
   * Section 6.7 for text with CRLF line ends, which stay line ends; a CR or LF by itself is
   * encoded.
   */
  public static InputStream quotedPrintable(InputStream in) {
    return new TransferEncoder(in, false);
  }

  /** Octets that {@link #quotedPrintable} makes of what is read here, which is closed. */
  public static long quotedPrintableSize(InputStream in) throws IOException {
    try (InputStream out = quotedPrintable(in)) {
      return out.transferTo(OutputStream.nullOutputStream());
    }
  }

  private boolean fill() throws IOException {
    while (next == end) {
      if (finished) {
        return false;
      }
      next = 0;
      end = 0;
      int length = in.readNBytes(plain, 0, plain.length);
      finished = length < plain.length;
      if (base64) {
        base64(length);
      } else {
        for (int i = 0; i < length; i++) {
          octet(plain[i]);
        }
        if (finished) {
          last();
        }
      }
    }
    return true;
  }

  private void base64(int length) {
    Base64.Encoder encoder = Base64.getEncoder();
    byte[] line = new byte[57];
    for (int from = 0; from < length; from += 57) {
      int octets = Math.min(57, length - from);
      byte[] whole = octets == 57 ? line : new byte[octets];
      System.arraycopy(plain, from, whole, 0, octets);
      byte[] out = encoder.encode(whole);
      System.arraycopy(out, 0, encoded, end, out.length);
      end += out.length;
      put('\r');
      put('\n');
    }
  }

  private void octet(byte octet) {
    if (carriageReturn) {
      carriageReturn = false;
      if (octet == '\n') {
        blank(true);
        put('\r');
        put('\n');
        column = 0;
        return;
      }
      blank(false);
      escape('\r');
    }
    if (octet == '\r') {
      carriageReturn = true;
      return;
    }
    blank(false);
    if (octet == ' ' || octet == '\t') {
      space = octet;
    } else if (octet > ' ' && octet < 127 && octet != '=') {
      literal(octet);
    } else {
      escape(octet);
    }
  }

  private void last() {
    blank(!carriageReturn);
    if (carriageReturn) {
      escape('\r');
    }
  }

  /** Section 6.7, rule 3: a blank at the end of a line is encoded. */
  private void blank(boolean endsLine) {
    if (space != NOTHING) {
      byte octet = (byte) space;
      space = NOTHING;
      if (endsLine) {
        escape(octet);
      } else {
        literal(octet);
      }
    }
  }

  private void literal(int octet) {
    room(1);
    // A dot or "From " at a line start is what relays tamper with.
    if (column == 0 && (octet == '.' || octet == 'F')) {
      escape(octet);
    } else {
      put(octet);
      column++;
    }
  }

  private void escape(int octet) {
    room(3);
    put('=');
    put(HEX[octet >> 4 & 15]);
    put(HEX[octet & 15]);
    column += 3;
  }

  /** Rule 5: a soft line end, where the line has no more room before its equals sign. */
  private void room(int width) {
    if (column + width > LONGEST_LINE - 1) {
      put('=');
      put('\r');
      put('\n');
      column = 0;
    }
  }

  private void put(int octet) {
    encoded[end++] = (byte) octet;
  }

  @Override
  public int read() throws IOException {
    return fill() ? encoded[next++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, end - next);
    System.arraycopy(encoded, next, target, offset, count);
    next += count;
    return count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
