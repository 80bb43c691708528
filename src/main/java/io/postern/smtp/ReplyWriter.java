package io.postern.smtp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes replies (RFC 5321 section 4.2). They wait until {@link #flush}, which the session calls
 * before it waits for input: all answers to a pipelined group leave in one write (RFC 2920 section
 * 3.2). Thread-safe: at shutdown another thread says the last words.
 */
public final class ReplyWriter {

  /** 512 octets with CRLF (RFC 5321 section 4.5.3.1.5), code and status. */
  private static final int LONGEST_TEXT = 490;

  private static final int MOST_WAITING = 16 * 1024;

  private final OutputStream out;
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream(256);

  public ReplyWriter(OutputStream out) {
    this.out = out;
  }

  /** Lines up a reply; each line carries the enhanced status (RFC 2034 section 4). */
  public synchronized void write(Reply reply) throws IOException {
    // A challenge is data, and may be long (RFC 4954 section 4).
    int longest = reply.code() == 334 ? LineReader.LONGEST : LONGEST_TEXT;
    for (int i = 0; i < reply.lines().size(); i++) {
      boolean last = i == reply.lines().size() - 1;
      String status = reply.status() == null ? "" : reply.status() + " ";
      String line =
          reply.code() + (last ? " " : "-") + status + clean(reply.lines().get(i), longest);
      waiting.writeBytes((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
    if (waiting.size() > MOST_WAITING) {
      flush();
    }
  }

  /** Sends what waits. */
  public synchronized void flush() throws IOException {
    if (waiting.size() > 0) {
      waiting.writeTo(out);
      waiting.reset();
      out.flush();
    }
  }

  /** Text may quote a peer or a header: no line end, no octet over 126, and not too long. */
  private static String clean(String text, int longest) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .limit(longest)
        .forEach(c -> clean.append(c < ' ' || c > '~' ? '?' : (char) c));
    return clean.toString();
  }
}
