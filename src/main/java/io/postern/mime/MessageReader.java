package io.postern.mime;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Entities;
import org.jspecify.annotations.Nullable;

/**
 * A stored message as people read it: a text, its HTML, its attachments. Reads only what is asked
 * for, through {@link ByteSource}; not for use by two threads at once.
 *
 * <p>An attached message is an attachment; to look inside, pass {@link #open} of it through {@link
 * HeaderSection#read} and a {@link PartScanner} once more.
 */
public final class MessageReader {

  private static final Pattern META_CHARSET =
      Pattern.compile("<meta[^>]{0,200}?charset\\s*=\\s*[\"']?([\\w.:-]{1,40})");

  /**
   * Something to download.
   *
   * @param partId for {@link #open}
   * @param fileName never empty; without path, control or direction-changing characters
   * @param contentType lower case, without parameters, as the sender claims it
   * @param size decoded octets
   */
  public record Attachment(String partId, String fileName, String contentType, long size) {}

  private final PartTree tree;
  private final ByteSource source;
  private final boolean opaque;
  private final @Nullable Selection selection;
  private @Nullable Optional<String> html;

  public MessageReader(PartTree tree, ByteSource source) {
    this.tree = tree;
    this.source = source;
    this.opaque = tree.opaque() || Selection.isSealed(tree.root());
    this.selection = opaque ? null : new Selection(tree.root());
  }

  /**
   * The message cannot be shown in parts: an unreadable structure, or encrypted by its sender
   * (S/MIME, OpenPGP). Text and attachments are empty; offer the whole as {@code .eml}.
   */
  public boolean opaque() {
    return opaque;
  }

  /**
   * The best HTML, as the sender wrote it: sanitise before showing. Bodies in several parts are put
   * together. Empty when there is only text.
   */
  public Optional<String> html() throws IOException {
    Optional<String> known = html;
    if (known == null) {
      known = readHtml();
      html = known;
    }
    return known;
  }

  private Optional<String> readHtml() throws IOException {
    List<Part> parts = selection == null ? List.of() : selection.rich;
    if (parts.stream().noneMatch(MessageReader::isHtml)) {
      return Optional.empty();
    }
    if (parts.size() == 1) {
      return Optional.of(text(parts.getFirst()));
    }
    StringBuilder joined = new StringBuilder();
    for (Part part : parts) {
      String text = text(part);
      if (text.isBlank()) {
        continue;
      }
      // Each is closed for itself, so that an open comment or quote hides nothing of the next.
      joined.append("<div>");
      joined.append(
          isHtml(part)
              ? Jsoup.parse(text).body().html()
              : "<pre style=\"white-space:pre-wrap\">" + Entities.escape(text) + "</pre>");
      joined.append("</div>\n");
    }
    return Optional.of(joined.toString());
  }

  /** The best plain text, made from the HTML where there is no other; lines end with LF. */
  public String text() throws IOException {
    StringBuilder joined = new StringBuilder();
    for (Part part : selection == null ? List.<Part>of() : selection.plain) {
      String text = isHtml(part) ? HtmlText.of(text(part)) : text(part);
      if (!text.isBlank()) {
        joined.append(joined.isEmpty() ? "" : "\n\n").append(text);
      }
    }
    return joined.toString();
  }

  /**
   * Everything that is not shown as body: also pictures of a related part to which the HTML does
   * not point, so that nothing is lost.
   */
  public List<Attachment> attachments() throws IOException {
    List<Attachment> attachments = new ArrayList<>();
    String shown = html().orElse("");
    for (Part part : selection == null ? List.<Part>of() : selection.others) {
      String id = part.contentId();
      if (id == null || !pointsTo(shown, id)) {
        attachments.add(attachment(part));
      }
    }
    return attachments;
  }

  private static boolean pointsTo(String html, String contentId) {
    String escaped = Entities.escape(contentId);
    return html.contains("cid:" + contentId)
        || html.contains("cid:" + escaped)
        || html.contains("cid:" + contentId.replace("@", "%40"));
  }

  /**
   * The leaf with that Content-ID, for {@code cid:} links (RFC 2392).
   *
   * @param contentId with or without angle brackets and per-cent escapes
   */
  public Optional<Attachment> inline(String contentId) {
    String plain = contentId.replaceAll("^<|>$", "");
    return selection == null
        ? Optional.empty()
        : selection.others.stream()
            .filter(
                part -> plain.equals(part.contentId()) || unescaped(plain).equals(part.contentId()))
            .findFirst()
            .map(MessageReader::attachment);
  }

  private static String unescaped(String url) {
    try {
      return URLDecoder.decode(url.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEscaped) {
      return url;
    }
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
   * read at most 1 MiB to get there, quoted-printable ones all that stands before it.
   */
  public InputStream open(String partId, long from) throws IOException {
    Part part = part(partId);
    if (from < 0) {
      throw new IllegalArgumentException("before the first octet");
    }
    if (from >= part.decodedSize()) {
      return InputStream.nullInputStream();
    }
    return switch (part.encoding()) {
      case IDENTITY, UNKNOWN -> source.from(part.bodyStart() + from, part.bodyEnd());
      case QUOTED_PRINTABLE ->
          skipped(
              new DecodingStream(
                  source.from(part.bodyStart(), part.bodyEnd()), new QuotedPrintable()),
              from);
      case BASE64 -> {
        int checkpoint = Base64Body.checkpointFor(from, part.checkpoints().size());
        long start = checkpoint == 0 ? part.bodyStart() : part.checkpoints().get(checkpoint - 1);
        yield skipped(
            new DecodingStream(source.from(start, part.bodyEnd()), Base64Body.decoder()),
            from - Base64Body.decodedAt(checkpoint));
      }
    };
  }

  private static InputStream skipped(InputStream in, long count) throws IOException {
    try {
      in.skipNBytes(count);
      return in;
    } catch (IOException failed) {
      in.close();
      throw failed;
    }
  }

  /**
   * Decoded octets of the part.
   *
   * @throws IOException when there is no such leaf
   */
  public long size(String partId) throws IOException {
    return part(partId).decodedSize();
  }

  private Part part(String id) throws IOException {
    return tree.part(id)
        .filter(part -> !part.isMultipart())
        .orElseThrow(() -> new IOException("the message has no such part"));
  }

  private static boolean isHtml(Part part) {
    return part.mediaType().equals("text/html");
  }

  private static Attachment attachment(Part part) {
    return new Attachment(
        part.id(),
        FileNames.clean(part.fileName(), part.mediaType()),
        part.mediaType(),
        part.decodedSize());
  }

  /** Of at most {@link Selection#LARGEST_TEXT}. */
  private String text(Part part) throws IOException {
    byte[] octets;
    try (InputStream in = open(part.id())) {
      octets = in.readNBytes((int) Selection.LARGEST_TEXT);
    }
    String charset = part.parameters().get("charset");
    if (isHtml(part) && charset == null) {
      charset = charsetInside(octets);
    }
    String text = Charsets.decode(octets, charset).replace("\r\n", "\n");
    return !isHtml(part) && FlowedText.isFlowed(part.parameters())
        ? FlowedText.unflow(text, "yes".equalsIgnoreCase(part.parameters().get("delsp")))
        : text;
  }

  /** HTML says its charset in its head where the mail does not. */
  private static @Nullable String charsetInside(byte[] html) {
    String head =
        new String(html, 0, Math.min(html.length, 1024), StandardCharsets.ISO_8859_1)
            .toLowerCase(Locale.ROOT);
    Matcher meta = META_CHARSET.matcher(head);
    String label = meta.find() ? meta.group(1) : null;
    // A head that could be read as ASCII is not UTF-16, whatever it says.
    return label == null || label.startsWith("utf-16") ? null : label;
  }
}
