package io.postern.smtp;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;

/**
 * Reads command lines. A line ends at CRLF and nowhere else; a bare CR or LF, or a control
 * character that no command holds, is found as soon as it arrives (SPEC 1.7). Confined to the
 * session's thread.
 */
public final class LineReader {

  /** An AUTH line (RFC 4954 section 4) is the longest that is allowed, in octets without CRLF. */
  public static final int LONGEST = 12_288;

  /** What came. */
  public sealed interface Line {
    /**
     * @param bytes without CRLF
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Text(byte[] bytes) implements Line {
      /** Never the bytes: they may be a secret. */
      @Override
      public String toString() {
        return "(line)";
      }
    }

    /** Bare CR, bare LF or a control character. What follows is not to be read. */
    record Garbage() implements Line {}

    /** Longer than {@link LineReader#LONGEST}. What follows is not to be read. */
    record TooLong() implements Line {}

    /** The peer has gone, perhaps in the middle of a line. */
    record End() implements Line {}
  }

  private final Inbound in;
  private final InstantSource clock;

  public LineReader(Inbound in, InstantSource clock) {
    this.in = in;
    this.clock = clock;
  }

  /**
   * Waits for the next line.
   *
   * @param patience for the whole line: one octet now and then does not lengthen it
   * @throws SocketTimeoutException when the line was not there in time
   */
  public Line next(Duration patience) throws IOException {
    Instant deadline = clock.instant().plus(patience);
    int scanned = 0;
    while (true) {
      while (scanned < in.available()) {
        byte b = in.buffer[in.position + scanned];
        if (b == '\r' && scanned + 1 == in.available()) {
          break;
        }
        if (b == '\r' && in.buffer[in.position + scanned + 1] == '\n') {
          byte[] line = Arrays.copyOfRange(in.buffer, in.position, in.position + scanned);
          in.position += scanned + 2;
          return new Line.Text(line);
        }
        if (b >= 0 && b < ' ' && b != '\t' || b == 127) {
          return new Line.Garbage();
        }
        if (++scanned > LONGEST) {
          return new Line.TooLong();
        }
      }
      Duration left = Duration.between(clock.instant(), deadline);
      if (!left.isPositive()) {
        throw new SocketTimeoutException("no line in time");
      }
      try {
        in.fill(left);
      } catch (EOFException gone) {
        return new Line.End();
      }
    }
  }
}
