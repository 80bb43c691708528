package io.postern.delivery.client;

import io.postern.smtp.EnhancedStatus;
import io.postern.smtp.Reply;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads replies (RFC 5321 section 4.2), strictly and within bounds: a peer may send anything, for
 * ever. Text is made harmless for logs and reports: what is not printable becomes a question mark.
 */
final class ReplyReader {

  /** RFC 5321 section 4.5.3.1.5 says 512; some are chattier. */
  static final int LONGEST_LINE = 2048;

  static final int MOST_LINES = 128;

  private final InputStream in;
  private final byte[] buffer = new byte[4096];
  private int next;
  private int end;

  ReplyReader(InputStream in) {
    this.in = in;
  }

  /**
   * Reads one reply, whole.
   *
   * @throws ProtocolViolation when it is none
   * @throws EOFException when the peer is gone
   */
  Reply read() throws IOException {
    List<String> texts = new ArrayList<>();
    EnhancedStatus status = null;
    int code = 0;
    boolean more = true;
    while (more) {
      if (texts.size() == MOST_LINES) {
        throw new ProtocolViolation("a reply without end");
      }
      String line = line();
      int thisCode = code(line);
      if (!texts.isEmpty() && thisCode != code) {
        throw new ProtocolViolation("a reply with two codes");
      }
      code = thisCode;
      more = line.length() > 3 && line.charAt(3) == '-';
      String text = line.length() > 4 ? line.substring(4) : "";
      EnhancedStatus here = status(text, code);
      if (here != null) {
        text = text.substring(Math.min(text.length(), here.toString().length() + 1));
        status = status == null ? here : status;
      }
      texts.add(text);
    }
    return new Reply(code, status, texts);
  }

  /** Whether the peer has said more than it was asked. */
  boolean hasMore() throws IOException {
    return next < end || in.available() > 0;
  }

  /** RFC 5321 section 4.2: three digits, then a hyphen, a space, or the end. */
  private static int code(String line) throws ProtocolViolation {
    if (line.length() < 3 || line.length() > 3 && line.charAt(3) != ' ' && line.charAt(3) != '-') {
      throw new ProtocolViolation("not a reply");
    }
    int code = 0;
    for (int i = 0; i < 3; i++) {
      char digit = line.charAt(i);
      if (digit < '0' || digit > '9') {
        throw new ProtocolViolation("not a reply");
      }
      code = code * 10 + digit - '0';
    }
    if (code < 200 || code > 599) {
      throw new ProtocolViolation("a reply code that SMTP does not have");
    }
    return code;
  }

  /** RFC 2034 section 4: class.subject.detail and a space; its class is the code's first digit. */
  private static @Nullable EnhancedStatus status(String text, int code) {
    int space = text.indexOf(' ');
    String first = space < 0 ? text : text.substring(0, space);
    if (!first.matches("[245]\\.(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})")) {
      return null;
    }
    EnhancedStatus status = EnhancedStatus.of(first);
    return status.klass() == code / 100 ? status : null;
  }

  private String line() throws IOException {
    byte[] line = new byte[LONGEST_LINE];
    int length = 0;
    while (true) {
      int octet = octet();
      if (octet == '\r') {
        if (octet() != '\n') {
          throw new ProtocolViolation("a bare CR in a reply");
        }
        return harmless(new String(line, 0, length, StandardCharsets.UTF_8));
      }
      if (octet == '\n') {
        throw new ProtocolViolation("a bare LF in a reply");
      }
      if (length == line.length) {
        throw new ProtocolViolation("a reply line without end");
      }
      line[length++] = (byte) octet;
    }
  }

  private int octet() throws IOException {
    if (next == end) {
      end = in.read(buffer);
      next = 0;
      if (end <= 0) {
        end = 0;
        throw new EOFException("the peer closed the connection");
      }
    }
    return buffer[next++] & 0xff;
  }

  private static String harmless(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c == '\t' ? ' ' : isHarmless(c) ? c : '?')
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  /** Control characters move cursors; format characters turn text around. */
  private static boolean isHarmless(int c) {
    int type = Character.getType(c);
    return type != Character.CONTROL
        && type != Character.FORMAT
        && type != Character.SURROGATE
        && type != Character.UNASSIGNED
        && type != Character.PRIVATE_USE
        && type != Character.LINE_SEPARATOR
        && type != Character.PARAGRAPH_SEPARATOR;
  }
}
