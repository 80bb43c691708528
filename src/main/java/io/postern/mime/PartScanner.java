package io.postern.mime;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Notes where the parts of a message lie while its octets stream by (RFC 2046 section 5.1). Owned
 * by one thread; keeps no body.
 *
 * <p>Every accepted message passes here, so the work per octet is small: eight octets at a time are
 * searched for the line end; only lines that begin with two hyphens, and only inside a multipart,
 * are held (at most {@value #HELD} octets) and compared with the delimiters in force, innermost
 * first. The line end before a delimiter belongs to the delimiter, so a line end is fed to the part
 * it ends only when the next line turns out to be more body. Nothing depends on how the octets are
 * cut.
 *
 * <p>What it takes that the standard does not promise: a missing closing delimiter (the message was
 * cut, the rest is the last part), parts after a closing delimiter (they are parts), bare LF as
 * line end, header lines that are no fields. What it calls opaque: a multipart without a usable
 * boundary or without any delimiter at the top, and anything over the limits of SPEC 17. Inside,
 * such a part is a leaf of unknown content. Attached messages are leaves.
 */
public final class PartScanner {

  private static final int MOST_PARTS = 1_000;
  private static final int DEEPEST = 50;
  private static final int LONGEST_PART_HEADER = 64 * 1024;
  private static final int HELD = 512;
  private static final int LONGEST_INNER_HEADER = 1024 * 1024;

  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long LINE_FEEDS = 0x0a0a0a0a0a0a0a0aL;

  private static final byte[] LINE_END = {'\r', '\n'};

  private enum Where {
    HEADER,
    BODY,
    /** Before the first and after the last part of a multipart. */
    BETWEEN
  }

  private final long topStart;
  private final long bodyOffset;
  private final PartHeader topHeader;

  /** The multiparts that contain the current octet, outermost first. */
  private final List<OpenPart> open = new ArrayList<>();

  private @Nullable OpenPart leaf;
  private @Nullable Part root;
  private Where where;
  private int parts = 1;
  private boolean opaque;

  private final ByteArrayOutputStream header = new ByteArrayOutputStream(512);
  private long headerStart;

  /** Stored offset of the next octet. */
  private long offset;

  private long lineStart;
  private long lineLength;
  private int lineEndBefore; // octets of the line end before this line
  private int lineEndOwed; // of those, still to be fed to the leaf
  private boolean carriageReturn; // the last octet seen was a CR that may belong to a line end

  private final byte[] held = new byte[HELD];
  private int heldLength;
  private boolean holding;

  private long highs; // octets seen, or-ed: has the high bit of each place
  private long longestLine;

  /**
   * @param top the header section as it is stored
   * @param bodyOffset where the body starts in the stored message: {@link HeaderSection#size} when
   *     nothing stands before it
   */
  public PartScanner(HeaderSection top, long bodyOffset) {
    this.bodyOffset = bodyOffset;
    this.topStart = Math.max(0, bodyOffset - top.size());
    this.offset = bodyOffset;
    this.lineStart = bodyOffset;
    this.longestLine = longestLine(top);
    this.topHeader = PartHeader.of(top, "text/plain");
    this.where = Where.BODY;
    begin(new OpenPart("1", topHeader, topStart, bodyOffset));
    this.opaque = topHeader.mediaType().startsWith("multipart/") && open.isEmpty();
  }

  /**
   * Scans an attached message that is not transfer-encoded, as parts of the stored message: every
   * offset is one of {@code stored}, so that a {@link MessageReader} of the tree reads from it.
   */
  public static PartTree inside(Part message, ByteSource stored) throws IOException {
    try (InputStream in =
        new BufferedInputStream(stored.from(message.bodyStart(), message.bodyEnd()), 64 * 1024)) {
      HeaderSection top = HeaderSection.read(in, LONGEST_INNER_HEADER);
      PartScanner scanner =
          new PartScanner(top, Math.min(message.bodyStart() + top.size(), message.bodyEnd()));
      byte[] block = new byte[64 * 1024];
      int length;
      while ((length = in.read(block)) >= 0) {
        scanner.accept(block, 0, length);
      }
      return scanner.finish();
    } catch (HeaderTooLarge odd) {
      throw new IOException("an attached message with too large a header", odd);
    }
  }

  private static long longestLine(HeaderSection section) {
    long longest = 0;
    for (HeaderField field : section.fields()) {
      long line = 0;
      for (byte octet : field.raw()) {
        line = octet == '\n' ? 0 : line + 1;
        longest = Math.max(longest, octet == '\r' ? 0 : line);
      }
    }
    return longest;
  }

  /** The next octets of the body, cut anywhere. */
  public void accept(byte[] octets, int from, int length) {
    int end = from + length;
    int i = from;
    while (i < end) {
      if (carriageReturn) {
        carriageReturn = false;
        if (octets[i] == '\n') {
          i++;
          offset++;
          lineEnd(2);
        } else {
          content(LINE_END, 0, 1, offset - 1);
        }
      } else if (holding) {
        i = hold(octets, i, end);
      } else if (lineLength == 0 && octets[i] == '-' && !open.isEmpty()) {
        holding = true;
        heldLength = 0;
      } else {
        i = line(octets, i, end);
      }
    }
  }

  /** Passes on one line, or what there is of it; returns where the next one starts. */
  private int line(byte[] octets, int from, int end) {
    int feed = lineFeed(octets, from, end);
    if (feed == end) {
      carriageReturn = octets[end - 1] == '\r';
      content(octets, from, carriageReturn ? end - 1 : end, offset);
      offset += end - from;
      return end;
    }
    int lineEnd = feed > from && octets[feed - 1] == '\r' ? 2 : 1;
    content(octets, from, feed + 1 - lineEnd, offset);
    offset += feed + 1 - from;
    lineEnd(lineEnd);
    return feed + 1;
  }

  /** The place of the next LF, or {@code end}. Looks at eight octets at once. */
  private int lineFeed(byte[] octets, int from, int end) {
    int i = from;
    long seen = 0;
    for (; i + 8 <= end; i += 8) {
      long eight = (long) EIGHT.get(octets, i);
      seen |= eight;
      long difference = eight ^ LINE_FEEDS;
      long zero = (difference - ONES) & ~difference & HIGHS;
      if (zero != 0) {
        highs |= seen;
        return i + (Long.numberOfTrailingZeros(zero) >>> 3);
      }
    }
    for (; i < end && octets[i] != '\n'; i++) {
      seen |= octets[i];
    }
    highs |= seen;
    return i;
  }

  /** Collects a line that may be a delimiter. */
  private int hold(byte[] octets, int from, int end) {
    int i = from;
    while (i < end && heldLength < HELD) {
      byte octet = octets[i++];
      offset++;
      highs |= octet;
      if (octet == '\n') {
        holding = false;
        int lineEnd = heldLength > 0 && held[heldLength - 1] == '\r' ? 2 : 1;
        int length = heldLength + 1 - lineEnd;
        if (!delimiter(length, lineEnd)) {
          content(held, 0, length, lineStart);
          lineEnd(lineEnd);
        }
        return i;
      }
      held[heldLength++] = octet;
      if (heldLength == 2 && octet != '-') {
        release();
        return i;
      }
    }
    if (heldLength == HELD) {
      release();
    }
    return i;
  }

  /** The held line is too long for a delimiter, or none by its start: the rest is just a line. */
  private void release() {
    holding = false;
    carriageReturn = held[heldLength - 1] == '\r';
    content(held, 0, carriageReturn ? heldLength - 1 : heldLength, lineStart);
  }

  private void content(byte[] octets, int from, int to, long at) {
    lineLength += to - from;
    switch (where) {
      case BODY -> {
        OpenPart part = leaf;
        if (part != null && to > from) {
          payLineEnd(part);
          part.feed(octets, from, to, at);
        }
      }
      case HEADER -> {
        header.write(octets, from, to - from);
        if (header.size() > LONGEST_PART_HEADER) {
          giveUp();
        }
      }
      case BETWEEN -> {}
    }
  }

  private void lineEnd(int octets) {
    longestLine = Math.max(longestLine, lineLength);
    switch (where) {
      case BODY -> {
        if (leaf != null) {
          payLineEnd(leaf);
        }
      }
      case HEADER -> {
        if (lineLength == 0) {
          endHeader(offset);
          octets = 0; // the empty line belongs to the header section
        } else {
          header.write(LINE_END, 2 - octets, octets);
        }
      }
      case BETWEEN -> {}
    }
    lineEndBefore = octets;
    lineEndOwed = octets;
    lineStart = offset;
    lineLength = 0;
  }

  private void payLineEnd(OpenPart part) {
    if (lineEndOwed > 0) {
      part.feed(LINE_END, 2 - lineEndOwed, 2, lineStart - lineEndOwed);
      lineEndOwed = 0;
    }
  }

  /**
   * If the held line is a delimiter in force, ends what it ends and starts what it starts.
   *
   * @param length of the line
   * @param lineEnd octets of its line end, 0 at the end of the message
   */
  private boolean delimiter(int length, int lineEnd) {
    int level = match(length, false);
    if (level < 0) {
      level = match(length, true);
    }
    if (level < 0) {
      return false;
    }
    long bodyEnd = lineStart - lineEndBefore;
    if (where == Where.HEADER) {
      endHeader(lineStart); // a part without an empty line has no body
      if (open.isEmpty()) {
        return false; // given up: too deep
      }
    }
    endDownTo(level + 1, bodyEnd);
    OpenPart multipart = open.get(level);
    multipart.begun = true;
    multipart.closed = isClosing(multipart, length);
    where = Where.BETWEEN;
    longestLine = Math.max(longestLine, length);
    lineEndBefore = lineEnd;
    lineEndOwed = 0;
    lineStart = offset;
    lineLength = 0;
    if (!multipart.closed) {
      if (++parts > MOST_PARTS) {
        giveUp();
      } else {
        where = Where.HEADER;
        header.reset();
        headerStart = offset;
      }
    }
    return true;
  }

  private int match(int length, boolean closed) {
    for (int level = open.size() - 1; level >= 0; level--) {
      OpenPart multipart = open.get(level);
      if (multipart.closed == closed && isDelimiter(multipart, length)) {
        return level;
      }
    }
    return -1;
  }

  private boolean isDelimiter(OpenPart multipart, int length) {
    byte[] delimiter = multipart.delimiter;
    if (delimiter == null || length < delimiter.length) {
      return false;
    }
    for (int i = 2; i < delimiter.length; i++) {
      if (held[i] != delimiter[i]) {
        return false;
      }
    }
    // What follows white space is not looked at (RFC 2046 section 5.1.1, note to implementors), but
    // a longer boundary that begins with this one is another one.
    int i = delimiter.length + (isClosing(multipart, length) ? 2 : 0);
    return i == length || held[i] == ' ' || held[i] == '\t' || held[i] == '\r';
  }

  private boolean isClosing(OpenPart multipart, int length) {
    int i = multipart.delimiter == null ? 0 : multipart.delimiter.length;
    return length >= i + 2 && held[i] == '-' && held[i + 1] == '-';
  }

  private void endHeader(long bodyStart) {
    OpenPart parent = open.getLast();
    PartHeader read = PartHeader.of(HeaderSection.parse(header.toByteArray()), parent.childType());
    header.reset();
    String id = parent.id + '.' + (parent.children.size() + 1);
    begin(new OpenPart(id, read, headerStart, bodyStart));
  }

  private void begin(OpenPart part) {
    if (part.delimiter == null) {
      leaf = part;
      where = Where.BODY;
    } else if (open.size() == DEEPEST) {
      giveUp();
    } else {
      open.add(part);
      where = Where.BETWEEN;
    }
  }

  /** Ends the leaf, and the multiparts from that level on. */
  private void endDownTo(int level, long bodyEnd) {
    if (leaf != null) {
      add(leaf.end(bodyEnd));
      leaf = null;
    }
    while (open.size() > level) {
      add(open.removeLast().end(bodyEnd));
    }
  }

  private void add(Part part) {
    if (open.isEmpty()) {
      root = part;
    } else {
      open.getLast().children.add(part);
    }
  }

  /** Nothing more is looked at but line lengths and octets over 127. */
  private void giveUp() {
    opaque = true;
    open.clear();
    leaf = null;
    where = Where.BETWEEN;
  }

  /** The body has ended. Never throws; what cannot be read makes the tree opaque. */
  public PartTree finish() {
    if (holding) {
      holding = false;
      boolean cut = held[heldLength - 1] == '\r';
      if (!delimiter(cut ? heldLength - 1 : heldLength, 0)) {
        content(held, 0, heldLength, lineStart);
      }
    } else if (carriageReturn) {
      content(LINE_END, 0, 1, offset - 1);
    }
    longestLine = Math.max(longestLine, lineLength);
    if (where == Where.HEADER) {
      endHeader(offset);
    }
    if (leaf != null) {
      payLineEnd(leaf);
    }
    endDownTo(0, offset);
    Part whole = root;
    if (whole == null || topHeader.mediaType().startsWith("multipart/") && !whole.isMultipart()) {
      opaque = true;
    }
    if (opaque || whole == null) {
      whole = unread();
    }
    return new PartTree(
        whole, opaque, (highs & HIGHS) != 0, (int) Math.min(longestLine, Integer.MAX_VALUE));
  }

  private Part unread() {
    return new Part(
        "1",
        topHeader.mediaType(),
        Map.of(),
        Part.Disposition.NONE,
        null,
        null,
        Part.TransferEncoding.IDENTITY,
        topStart,
        bodyOffset,
        offset,
        offset - bodyOffset,
        List.of(),
        List.of());
  }
}
