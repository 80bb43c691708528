package io.postern.mime;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link MessageWriter} writes below a header: a part, or parts in parts. */
public sealed interface Body {

  /** Opens what a part holds; called once, closed by the writer. */
  @FunctionalInterface
  interface Content {
    InputStream open() throws IOException;
  }

  /** text/plain; format=flowed (RFC 3676), paragraphs are lines of {@code text}. */
  record Text(String text) implements Body {}

  /** text/html, quoted-printable. */
  record Html(String html) implements Body {}

  /** A text of any other type, such as {@code text/calendar} or {@code message/delivery-status}. */
  record Typed(String mediaType, String text) implements Body {}

  /** Only the header fields of a message (RFC 6522 section 4). */
  record HeadersOnly(HeaderSection fields) implements Body {}

  /**
   * Octets as base64.
   *
   * @param contentId given: an inline picture for {@code cid:}; null: an attachment
   */
  record Octets(String mediaType, String fileName, @Nullable String contentId, Content content)
      implements Body {}

  /** A stored message, written as it is: message/rfc822. Its lines must end with CRLF. */
  record Message(Content content) implements Body {}

  /** multipart/SUBTYPE. */
  record Multipart(String subtype, @Nullable String reportType, List<Body> parts) implements Body {
    public Multipart {
      parts = List.copyOf(parts);
    }
  }

  static Body text(String text) {
    return new Text(text);
  }

  static Body html(String html) {
    return new Html(html);
  }

  static Body typed(String mediaType, String text) {
    return new Typed(mediaType, text);
  }

  static Body headersOnly(HeaderSection fields) {
    return new HeadersOnly(fields);
  }

  static Body attachment(String fileName, String mediaType, Content content) {
    return new Octets(mediaType, fileName, null, content);
  }

  /** A picture that the HTML beside it shows as {@code cid:contentId}. */
  static Body inline(String contentId, String fileName, String mediaType, Content content) {
    return new Octets(mediaType, fileName, contentId, content);
  }

  static Body message(Content content) {
    return new Message(content);
  }

  /** The same thing in several forms, plainest first. */
  static Body alternative(Body... parts) {
    return new Multipart("alternative", null, List.of(parts));
  }

  /** HTML first, then what it shows. */
  static Body related(List<Body> parts) {
    return new Multipart("related", null, parts);
  }

  static Body mixed(List<Body> parts) {
    return new Multipart("mixed", null, parts);
  }

  /** RFC 6522, such as {@code delivery-status}. */
  static Body report(String reportType, Body... parts) {
    return new Multipart("report", reportType, List.of(parts));
  }
}
