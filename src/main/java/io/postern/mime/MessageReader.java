package io.postern.mime;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * A stored message as people read it: a text, its HTML, its attachments. Reads only what is asked
 * for, through {@link ByteSource}; not for use by two threads at once.
 */
public final class MessageReader {

  /**
   * Something to download.
   *
   * @param partId for {@link #open}
   * @param fileName never empty; without path, control or direction-changing characters
   * @param contentType lower case, without parameters, as the sender claims it
   * @param size decoded octets
   */
  public record Attachment(String partId, String fileName, String contentType, long size) {}

  public MessageReader(PartTree tree, ByteSource source) {}

  /**
   * The message cannot be shown in parts: an unreadable structure, or encrypted by its sender
   * (S/MIME, OpenPGP). Text and attachments are empty; offer the whole as {@code .eml}.
   */
  public boolean opaque() {
    throw new UnsupportedOperationException("being built");
  }

  /** The best HTML, as the sender wrote it: sanitise before showing. */
  public Optional<String> html() throws IOException {
    throw new UnsupportedOperationException("being built");
  }

  /** The best plain text, made from the HTML where there is no other; lines end with LF. */
  public String text() throws IOException {
    throw new UnsupportedOperationException("being built");
  }

  /** Everything that {@link #html} or {@link #text} does not show. */
  public List<Attachment> attachments() throws IOException {
    throw new UnsupportedOperationException("being built");
  }

  /** The leaf with that Content-ID, for {@code cid:} links (RFC 2392). */
  public Optional<Attachment> inline(String contentId) {
    throw new UnsupportedOperationException("being built");
  }

  /**
   * The part, decoded. The caller closes the stream.
   *
   * @throws IOException when there is no such leaf, or reading fails
   */
  public InputStream open(String partId) throws IOException {
    return open(partId, 0);
  }

  /**
   * The part, decoded, from that decoded octet on; empty when it is beyond the end. Base64 parts
   * read at most 1 MiB to get there.
   */
  public InputStream open(String partId, long from) throws IOException {
    throw new UnsupportedOperationException("being built");
  }

  /** Decoded octets of the part. */
  public long size(String partId) throws IOException {
    throw new UnsupportedOperationException("being built");
  }
}
