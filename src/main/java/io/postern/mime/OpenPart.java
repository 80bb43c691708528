package io.postern.mime;

import io.postern.mime.Part.TransferEncoding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part whose end the scanner has not seen yet. */
final class OpenPart {

  static final int LONGEST_BOUNDARY = 250; // RFC 2046 section 5.1.1 allows 70; some write more

  final String id;
  final PartHeader header;
  final long headerStart;
  final long bodyStart;
  final List<Part> children = new ArrayList<>();

  /** The delimiter line's start, {@code --boundary}; null for a leaf. */
  final byte @Nullable [] delimiter;

  /** A multipart of which a delimiter was seen. */
  boolean begun;

  /** A multipart of which the closing delimiter was seen. */
  boolean closed;

  private final Base64Body.@Nullable Counter base64;
  private final @Nullable TransferDecoder decoder;
  private long decoded;

  OpenPart(String id, PartHeader header, long headerStart, long bodyStart) {
    this.id = id;
    this.header = header;
    this.headerStart = headerStart;
    this.bodyStart = bodyStart;
    this.delimiter = delimiter(header);
    boolean leaf = delimiter == null;
    this.base64 =
        leaf && header.encoding() == TransferEncoding.BASE64 ? new Base64Body.Counter() : null;
    this.decoder =
        leaf && header.encoding() == TransferEncoding.QUOTED_PRINTABLE
            ? new QuotedPrintable()
            : null;
  }

  private static byte @Nullable [] delimiter(PartHeader header) {
    String boundary = header.parameters().get("boundary");
    if (!header.mediaType().startsWith("multipart/") || boundary == null) {
      return null;
    }
    byte[] octets = ("--" + boundary).getBytes(StandardCharsets.UTF_8);
    return octets.length == 2 || octets.length > LONGEST_BOUNDARY ? null : octets;
  }

  /** The default type of its children (RFC 2046 section 5.1.5). */
  String childType() {
    return header.mediaType().equals("multipart/digest") ? "message/rfc822" : "text/plain";
  }

  /** Octets of the body, cut anywhere; the line end before a boundary is never among them. */
  void feed(byte[] octets, int from, int to, long offset) {
    if (base64 != null) {
      base64.feed(octets, from, to, offset);
    } else if (decoder != null) {
      decoded += decoder.decode(octets, from, to, null, 0);
    }
  }

  /** Ends it. A multipart without a single delimiter is a leaf that nobody can read. */
  Part end(long bodyEnd) {
    long end = Math.max(bodyStart, bodyEnd);
    long size = end - bodyStart;
    TransferEncoding encoding = header.encoding();
    if (base64 != null) {
      size = base64.decodedSize();
    } else if (decoder != null) {
      size = decoded + decoder.finish(null, 0);
    } else if (encoding != TransferEncoding.UNKNOWN) {
      encoding = TransferEncoding.IDENTITY;
    }
    boolean unreadable = header.mediaType().startsWith("multipart/") && !begun;
    return new Part(
        id,
        unreadable ? "application/octet-stream" : header.mediaType(),
        header.parameters(),
        header.disposition(),
        header.fileName(),
        header.contentId(),
        encoding,
        headerStart,
        bodyStart,
        end,
        size,
        base64 == null ? List.of() : base64.checkpoints(),
        children);
  }
}
