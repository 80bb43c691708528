package io.postern.smtp;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.postern.smtp.DataFault.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The message after DATA: dots unstuffed, ending at {@code CRLF . CRLF} and nowhere else.
 *
 * <p>Other servers end a message at {@code LF . LF} or {@code CR . CR} too, or repair bare line
 * ends; between two servers that disagree an attacker can hide a second message inside the first
 * (SMTP smuggling). So a bare CR or LF is never repaired: reading throws a {@link DataFault}, and
 * {@link #drain} then finds the one true end (SPEC 1.7).
 *
 * <p>Scans blocks: a run of octets without anything special is found eight at a time and copied
 * once. Memory does not grow with the message. Confined to the session's thread. Closing does
 * nothing: the session goes on.
 */
public final class DataReader extends InputStream {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;

  private final Inbound in;
  private final DataLimits limits;
  private final InstantSource clock;
  private final Pace pace;

  /** Octets from {@code in.position} up to here were looked at and may be handed out. */
  private int clean;

  /** Whether {@code clean} stands at the beginning of a line. */
  private boolean lineStart = true;

  /** How much of CR LF . CR LF stands before {@code in.position}: where draining would begin. */
  private int matched = 2;

  private int lineLength;
  private long size;
  private boolean finished;
  private @Nullable DataFault fault;

  public DataReader(Inbound in, DataLimits limits, InstantSource clock) {
    this.in = in;
    this.limits = limits;
    this.clock = clock;
    this.pace = new Pace(limits, clock);
    in.widen();
    clean = in.position;
  }

  /** Octets of the message handed out so far, as RFC 1870 counts them. */
  public long size() {
    return size;
  }

  /** Whether the end of the data was read, by reading or draining. */
  public boolean isFinished() {
    return finished;
  }

  /** What was wrong, if anything was: reading threw it, and whoever read may have swallowed it. */
  public @Nullable DataFault fault() {
    return fault;
  }

  /**
   * @throws DataFault when this is no message, or no more of it will come; again at every call
   */
  @Override
  public int read(byte[] out, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, out.length);
    if (fault != null) {
      throw fault;
    }
    if (length == 0) {
      return 0;
    }
    while (clean == in.position && !finished) {
      advance();
    }
    if (clean == in.position) {
      return -1;
    }
    int count = Math.min(length, clean - in.position);
    if (size + count > limits.bytes()) {
      throw failed(new DataFault(Kind.TOO_BIG, "more than " + limits.bytes() + " octets"));
    }
    System.arraycopy(in.buffer, in.position, out, offset, count);
    in.position += count;
    size += count;
    matched =
        switch (in.buffer[in.position - 1]) {
          case '\r' -> 1;
          case '\n' -> 2; // in what is clean, an LF has its CR
          default -> 0;
        };
    return count;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /**
   * Reads on to the end of the data and throws away what it reads, whatever its line ends. Works
   * after a refusal in the middle, and after a {@link DataFault}.
   *
   * @param atMost give up after so many octets
   * @return whether the end was found; if not, the connection is of no more use
   */
  public boolean drain(long atMost) {
    long left = atMost;
    try {
      while (!finished) {
        while (in.position < in.limit) {
          matched = terminatorAfter(matched, in.buffer[in.position++]);
          if (matched == 5) {
            finish();
            return true;
          }
          if (left-- <= 0) {
            return false;
          }
        }
        fill();
      }
      return true;
    } catch (IOException gone) {
      return false;
    }
  }

  private static int terminatorAfter(int matched, byte b) {
    return switch (b) {
      case '\r' -> matched == 3 ? 4 : 1;
      case '\n' -> matched == 1 ? 2 : matched == 4 ? 5 : 0;
      case '.' -> matched == 2 ? 3 : 0;
      default -> 0;
    };
  }

  /** Looks at what came until something can be handed out, the data ends, or more is needed. */
  private void advance() throws IOException {
    if (in.available() == 0) {
      fill();
      clean = in.position;
      return;
    }
    if (lineStart && in.buffer[in.position] == '.') {
      dot();
    } else {
      scan();
    }
  }

  /** A line that begins with a dot: the end, or stuffing (RFC 5321 section 4.5.2). */
  private void dot() throws IOException {
    if (!needed(2)) {
      return;
    }
    if (in.buffer[in.position + 1] == '\r') {
      if (!needed(3)) {
        return;
      }
      if (in.buffer[in.position + 2] == '\n') {
        in.position += 3;
        finish();
        return;
      }
    }
    in.position++;
    matched = 3;
    lineStart = false;
    clean = in.position;
    scan();
  }

  /** Extends the clean run to the next thing that needs a look. */
  private void scan() throws IOException {
    int from = in.position;
    while (true) {
      int at = lineEnd(in.buffer, from, in.limit);
      lineLength += at - from;
      if (lineLength > limits.lineBytes()) {
        throw failed(new DataFault(Kind.LINE_TOO_LONG, "a line of more than allowed"));
      }
      if (at > from) {
        lineStart = false;
      }
      clean = at;
      if (at == in.limit) {
        return;
      }
      if (in.buffer[at] == '\n') {
        throw failed(new DataFault(Kind.BARE_LINE_END, "a bare LF"));
      }
      if (at + 1 == in.limit) {
        if (at == in.position) {
          needed(2);
        }
        return;
      }
      if (in.buffer[at + 1] != '\n') {
        throw failed(new DataFault(Kind.BARE_LINE_END, "a bare CR"));
      }
      clean = at + 2;
      lineStart = true;
      lineLength = 0;
      from = clean;
      if (from == in.limit || in.buffer[from] == '.') {
        return;
      }
    }
  }

  /** Whether so many octets are there; if not, waits for some and looks again later. */
  private boolean needed(int octets) throws IOException {
    if (in.available() >= octets) {
      return true;
    }
    fill();
    clean = in.position;
    return false;
  }

  private void fill() throws IOException {
    Duration patience = pace.patience();
    if (!patience.isPositive()) {
      throw failed(new DataFault(Kind.TOO_SLOW, "the client sends too slowly"));
    }
    Instant since = clock.instant();
    try {
      pace.came(in.fill(patience), since);
    } catch (SocketTimeoutException slow) {
      throw failed(new DataFault(Kind.TOO_SLOW, "the client sends too slowly"));
    } catch (IOException gone) {
      throw failed(new DataFault(Kind.CUT_OFF, gone));
    }
  }

  private void finish() {
    finished = true;
    in.narrow();
    clean = in.position;
  }

  /** The first fault is the one that counts. */
  private DataFault failed(DataFault now) {
    if (fault == null) {
      fault = now;
    }
    return fault;
  }

  /** The first CR or LF from one index, or the other index: eight octets at a time. */
  static int lineEnd(byte[] octets, int from, int to) {
    int i = from;
    for (; i + Long.BYTES <= to; i += Long.BYTES) {
      long word = (long) LONGS.get(octets, i);
      long cr = word ^ ONES * '\r';
      long lf = word ^ ONES * '\n';
      // The high bit of each octet that is zero; exact up to and including the first.
      long found = ((cr - ONES & ~cr) | (lf - ONES & ~lf)) & ONES << 7;
      if (found != 0) {
        return i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
      }
    }
    while (i < to && octets[i] != '\r' && octets[i] != '\n') {
      i++;
    }
    return i;
  }
}
