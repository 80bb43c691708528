package io.postern.portal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A {@code multipart/form-data} body (RFC 7578, as browsers write it) read as it comes in: nothing
 * is kept in memory but one block, nothing is put on disk. Parts come in the order of the form's
 * fields, so a form puts its texts before its files.
 *
 * <p>Each part's {@link Part#body} is valid until the next call of {@link #next}. Owned by one
 * thread.
 */
public final class FormStream {

  private static final int BLOCK = 64 * 1024;
  private static final int HEADER_OCTETS = 16 * 1024;
  private static final int MOST_PARTS = 500;
  private static final Pattern BOUNDARY =
      Pattern.compile(
          "multipart/form-data\\s*;.*?boundary=(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70})).*",
          Pattern.CASE_INSENSITIVE);

  /** The body is no form that a browser sends. */
  public static final class BadForm extends IOException {
    private static final long serialVersionUID = 1L;

    BadForm(String what) {
      super(what);
    }
  }

  /** More octets than allowed. */
  public static final class FormTooBig extends IOException {
    private static final long serialVersionUID = 1L;

    FormTooBig() {
      super("the form is larger than allowed");
    }
  }

  /**
   * One field.
   *
   * @param fileName null unless it is a file field; empty when no file was chosen
   */
  record Part(String name, @Nullable String fileName, String contentType, InputStream body) {

    /** A short field's text, at most {@code octets} long. */
    String text(int octets) throws IOException {
      byte[] read = body.readNBytes(octets + 1);
      if (read.length > octets) {
        throw new FormTooBig();
      }
      return new String(read, StandardCharsets.UTF_8);
    }
  }

  private final InputStream in;
  private final byte[] delimiter;
  private final long limit;
  private final byte[] block = new byte[BLOCK];
  private int at;
  private int end;

  /** Up to here the block is known to hold no delimiter. */
  private int clear;

  /** Where the delimiter starts in the block, or -1 while it has not been seen. */
  private int found = -1;

  private long octets;
  private int parts;
  private boolean over;

  /**
   * @param contentType the request's, which names the boundary
   * @param limit most octets to read in all
   */
  FormStream(InputStream in, @Nullable String contentType, long limit) throws BadForm {
    Matcher matcher = BOUNDARY.matcher(contentType == null ? "" : contentType);
    if (!matcher.matches()) {
      throw new BadForm("not multipart/form-data");
    }
    String boundary = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    this.in = in;
    this.limit = limit;
    this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    // The first delimiter has no line before it: give it one.
    block[0] = '\r';
    block[1] = '\n';
    end = 2;
  }

  /** The next field; empty at the end of the form. What was not read of the last one is skipped. */
  Optional<Part> next() throws IOException {
    if (over) {
      return Optional.empty();
    }
    byte[] skip = new byte[8 * 1024];
    while (read(skip, 0, skip.length) >= 0) {
      continue;
    }
    at = found + delimiter.length;
    found = -1;
    clear = at;
    String rest = line();
    if (rest.startsWith("--")) {
      over = true;
      return Optional.empty();
    }
    if (!rest.isBlank()) {
      throw new BadForm("text after a boundary");
    }
    if (++parts > MOST_PARTS) {
      throw new BadForm("too many fields");
    }
    return Optional.of(headers());
  }

  private Part headers() throws IOException {
    String disposition = "";
    String type = "text/plain";
    int size = 0;
    for (String line = line(); !line.isEmpty(); line = line()) {
      size += line.length();
      if (size > HEADER_OCTETS) {
        throw new BadForm("a field's header is too long");
      }
      int colon = line.indexOf(':');
      String name = colon < 0 ? "" : line.substring(0, colon).strip();
      if (name.equalsIgnoreCase("Content-Disposition")) {
        disposition = line.substring(colon + 1);
      } else if (name.equalsIgnoreCase("Content-Type")) {
        type = line.substring(colon + 1).strip();
      }
    }
    String name = parameter(disposition, "name");
    if (name == null) {
      throw new BadForm("a field without a name");
    }
    clear = at;
    return new Part(name, parameter(disposition, "filename"), type, new Body());
  }

  /** Browsers put the value in quotes and write a quote in it as %22, line ends as %0D %0A. */
  private static @Nullable String parameter(String disposition, String name) {
    Matcher matcher =
        Pattern.compile(";\\s*" + name + "=\"([^\"]*)\"", Pattern.CASE_INSENSITIVE)
            .matcher(disposition);
    return matcher.find()
        ? matcher.group(1).replace("%22", "\"").replace("%0D", " ").replace("%0A", " ")
        : null;
  }

  private String line() throws IOException {
    int from = at;
    while (true) {
      for (int i = from; i + 1 < end; i++) {
        if (block[i] == '\r' && block[i + 1] == '\n') {
          String line = new String(block, at, i - at, StandardCharsets.UTF_8);
          at = i + 2;
          clear = at;
          return line;
        }
      }
      if (end - at > HEADER_OCTETS) {
        throw new BadForm("a line is too long");
      }
      from = Math.max(at, end - 1);
      int moved = at;
      fill();
      from -= moved - at;
    }
  }

  /** Reads more behind what is there, moving it to the front first. */
  private void fill() throws IOException {
    System.arraycopy(block, at, block, 0, end - at);
    end -= at;
    clear = Math.max(0, clear - at);
    at = 0;
    int read = in.read(block, end, BLOCK - end);
    if (read < 0) {
      throw new LastResort.PeerGone("the upload ended before its end");
    }
    octets += read;
    if (octets > limit) {
      throw new FormTooBig();
    }
    end += read;
  }

  private int read(byte[] to, int offset, int length) throws IOException {
    while (true) {
      if (found < 0) {
        search();
      }
      int ready = (found >= 0 ? found : clear) - at;
      if (ready > 0) {
        int count = Math.min(ready, length);
        System.arraycopy(block, at, to, offset, count);
        at += count;
        return count;
      }
      if (found >= 0) {
        return -1;
      }
      fill();
    }
  }

  private void search() {
    int last = end - delimiter.length;
    int i = Math.max(at, clear);
    for (; i <= last; i++) {
      if (block[i] == '\r' && matches(i)) {
        found = i;
        clear = i;
        return;
      }
    }
    clear = Math.max(clear, i);
  }

  private boolean matches(int from) {
    for (int i = 1; i < delimiter.length; i++) {
      if (block[from + i] != delimiter[i]) {
        return false;
      }
    }
    return true;
  }

  private final class Body extends InputStream {
    private final int part = parts;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      if (part != parts || over) {
        throw new IOException("this part is over");
      }
      return length == 0 ? 0 : FormStream.this.read(to, offset, length);
    }
  }
}
