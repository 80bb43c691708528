package io.postern.transport;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a web server answered (RFC 9112), read whole and not further than the limits.
 *
 * @param status of the final response
 * @param fields by lower-case name; of one that stands twice, the first
 * @param body decoded from its transfer coding
 */
@SuppressWarnings("ArrayRecordComponent")
public record EgressReply(int status, Map<String, String> fields, byte[] body) {

  private static final int MOST_HEADER_OCTETS = 16 * 1024;
  private static final int MOST_INTERIM = 4;
  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/1\\.[01] ([1-9][0-9]{2})(?: .*)?");
  private static final Pattern FIELD =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*");

  public EgressReply {
    fields = Map.copyOf(fields);
  }

  /** Not HTTP, or more of it than is read. */
  static final class Unreadable extends IOException {
    private static final long serialVersionUID = 1;

    Unreadable(String why) {
      super(why);
    }
  }

  /** The media type in lower case, without its parameters; empty where none is said. */
  public String mediaType() {
    return fields
        .getOrDefault("content-type", "")
        .split(";", 2)[0]
        .strip()
        .toLowerCase(Locale.ROOT);
  }

  /**
   * @param in the connection, which the server closes after this reply
   * @param most octets of body
   */
  static EgressReply read(InputStream in, int most) throws IOException {
    Budget header = new Budget(MOST_HEADER_OCTETS);
    for (int replies = 0; replies <= MOST_INTERIM; replies++) {
      Matcher statusLine = STATUS_LINE.matcher(line(in, header));
      if (!statusLine.matches()) {
        throw new Unreadable("not an HTTP status line");
      }
      int status = Integer.parseInt(statusLine.group(1));
      Map<String, String> fields = fields(in, header);
      // RFC 9110 section 15.2: interim replies come before the one that counts.
      if (status >= 200) {
        return new EgressReply(status, fields, body(in, status, fields, most));
      }
    }
    throw new Unreadable("too many interim replies");
  }

  private static Map<String, String> fields(InputStream in, Budget budget) throws IOException {
    Map<String, String> fields = new HashMap<>();
    while (true) {
      String line = line(in, budget);
      if (line.isEmpty()) {
        return fields;
      }
      Matcher field = FIELD.matcher(line);
      if (!field.matches()) {
        throw new Unreadable("a line that is no header field");
      }
      fields.putIfAbsent(field.group(1).toLowerCase(Locale.ROOT), field.group(2));
    }
  }

  /** RFC 9112 section 6.3. */
  private static byte[] body(InputStream in, int status, Map<String, String> fields, int most)
      throws IOException {
    if (status == 204 || status == 304) {
      return new byte[0];
    }
    String coding = fields.get("transfer-encoding");
    if (coding != null) {
      if (!coding.equalsIgnoreCase("chunked")) {
        throw new Unreadable("a transfer coding that was not asked for");
      }
      return chunks(in, most);
    }
    String length = fields.get("content-length");
    if (length == null) {
      return untilTheEnd(in, most);
    }
    if (!length.matches("[0-9]{1,15}")) {
      throw new Unreadable("not a length");
    }
    if (Long.parseLong(length) > most) {
      throw new Unreadable("too large");
    }
    return exactly(in, Integer.parseInt(length));
  }

  private static byte[] chunks(InputStream in, int most) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    // What frames the chunks counts too: a body of empty promises has an end.
    Budget framing = new Budget(MOST_HEADER_OCTETS);
    while (true) {
      String size = line(in, framing).split("[; \t]", 2)[0];
      if (!size.matches("[0-9A-Fa-f]{1,8}")) {
        throw new Unreadable("not a chunk size");
      }
      long length = Long.parseLong(size, 16);
      if (length == 0) {
        return body.toByteArray();
      }
      if (body.size() + length > most) {
        throw new Unreadable("too large");
      }
      body.writeBytes(exactly(in, (int) length));
      if (!line(in, framing).isEmpty()) {
        throw new Unreadable("a chunk longer than it says");
      }
    }
  }

  private static byte[] untilTheEnd(InputStream in, int most) throws IOException {
    byte[] body = in.readNBytes(most + 1);
    if (body.length > most) {
      throw new Unreadable("too large");
    }
    return body;
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] octets = in.readNBytes(length);
    if (octets.length < length) {
      throw new EOFException("cut short");
    }
    return octets;
  }

  private static String line(InputStream in, Budget budget) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int octet = in.read();
      if (octet < 0) {
        throw new EOFException("cut short");
      }
      if (budget.left-- <= 0) {
        throw new Unreadable("too long a header");
      }
      if (octet == '\n') {
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
      }
      line.write(octet);
    }
  }

  private static final class Budget {
    private int left;

    Budget(int octets) {
      left = octets;
    }
  }
}
