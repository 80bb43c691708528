package io.postern.mime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Writes the messages Postern composes itself. Streams; holds no body. Lines end with CRLF, have 76
 * characters where encoded and never more than 998 octets. {@code MIME-Version} is added, and every
 * value passes {@link HeaderField#of}, which refuses line ends.
 */
public final class MessageWriter {

  private final RandomGenerator random;
  private final List<HeaderField> fields = new ArrayList<>();

  /**
   * A writer for one message.
   *
   * @param random for the boundaries
   */
  public MessageWriter(SecureRandom random) {
    this.random = random;
  }

  /**
   * Adds a field with a structured value, written as it is.
   *
   * @throws IllegalArgumentException as {@link HeaderField#of}
   */
  public MessageWriter header(String name, String value) {
    return header(HeaderField.of(name, value));
  }

  /** Adds a field. */
  public MessageWriter header(HeaderField field) {
    fields.add(field);
    return this;
  }

  /** Adds a field with a text for people (RFC 2047 where it is not ASCII), such as Subject. */
  public MessageWriter text(String name, String text) {
    return header(name, HeaderText.encode(text));
  }

  /** Adds a field that names mailboxes. */
  public MessageWriter addresses(String name, List<NamedMailbox> mailboxes) {
    return header(name, String.join(", ", mailboxes.stream().map(NamedMailbox::header).toList()));
  }

  /** Writes header and body. {@code out} stays open. */
  public void write(Body body, OutputStream out) throws IOException {
    for (HeaderField field : fields) {
      field.writeTo(out);
    }
    HeaderField.of("MIME-Version", "1.0").writeTo(out);
    part(body, out);
  }

  /**
   * Writes one part, header and body, to stand between the delimiters of somebody else's message:
   * without this writer's fields, and without a line end after it where its body has none.
   */
  public void part(Body body, OutputStream out) throws IOException {
    switch (body) {
      case Body.Text(String text) -> text("text/plain", lines(text), true, out);
      case Body.Html(String html) -> text("text/html", lines(html), false, out);
      case Body.Typed(String mediaType, String text) -> text(mediaType, lines(text), false, out);
      case Body.HeadersOnly(HeaderSection section) -> {
        boolean ascii = HeaderSection.isAscii(section);
        field("Content-Type", ascii ? "text/rfc822-headers" : "message/global-headers", out);
        field("Content-Transfer-Encoding", ascii ? "7bit" : "8bit", out);
        endHeader(out);
        section.writeTo(out);
      }
      case Body.Octets octets -> octets(octets, out);
      case Body.Message(Body.Content content) -> {
        field("Content-Type", "message/rfc822", out);
        field("Content-Transfer-Encoding", "8bit", out);
        field("Content-Disposition", "attachment; filename=\"message.eml\"", out);
        endHeader(out);
        try (InputStream in = content.open()) {
          in.transferTo(out);
        }
      }
      case Body.Multipart multipart -> multipart(multipart, out);
    }
  }

  private void multipart(Body.Multipart multipart, OutputStream out) throws IOException {
    byte[] octets = new byte[18];
    random.nextBytes(octets);
    // "=_" can stand in no quoted-printable line and in no base64 (RFC 2045 section 6.7).
    String boundary = "=_" + HexFormat.of().formatHex(octets);
    String value = "multipart/" + token(multipart.subtype());
    if (multipart.reportType() != null) {
      value += "; report-type=" + token(multipart.reportType());
    }
    if (multipart.subtype().equals("related")) {
      value += "; type=\"text/html\"";
    }
    field("Content-Type", value + "; boundary=\"" + boundary + "\"", out);
    endHeader(out);
    for (Body part : multipart.parts()) {
      ascii("--" + boundary + "\r\n", out);
      part(part, out);
      ascii("\r\n", out);
    }
    ascii("--" + boundary + "--\r\n", out);
  }

  private void text(String mediaType, String text, boolean flowed, OutputStream out)
      throws IOException {
    boolean ascii = text.chars().allMatch(c -> c >= ' ' && c < 127 || c == '\n' || c == '\t');
    String wire = flowed ? FlowedText.flow(text) : text;
    boolean plain = ascii && !FlowedText.hasLongLine(wire);
    String type = token(mediaType);
    if (type.startsWith("text/")) {
      type += "; charset=" + (ascii ? "us-ascii" : "utf-8") + (flowed ? "; format=flowed" : "");
    } else if (!plain) {
      // message/* takes no other encoding (RFC 2045 section 6.4).
      field("Content-Type", type, out);
      field("Content-Transfer-Encoding", "8bit", out);
      endHeader(out);
      out.write(wire.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
      return;
    }
    field("Content-Type", type, out);
    field("Content-Transfer-Encoding", plain ? "7bit" : "quoted-printable", out);
    endHeader(out);
    if (plain) {
      ascii(wire.replace("\n", "\r\n"), out);
    } else {
      QuotedPrintableWriter.write(wire, out);
    }
  }

  private static void octets(Body.Octets octets, OutputStream out) throws IOException {
    String name = FileNames.clean(octets.fileName(), octets.mediaType());
    field("Content-Type", token(octets.mediaType()), out);
    field("Content-Transfer-Encoding", "base64", out);
    String contentId = octets.contentId();
    String disposition = contentId == null ? "attachment" : "inline";
    field("Content-Disposition", disposition + fileNameParameter(name), out);
    if (contentId != null) {
      field("Content-ID", "<" + contentId + ">", out);
    }
    endHeader(out);
    try (InputStream in = octets.content().open()) {
      byte[] line = new byte[57 * 144];
      Base64.Encoder encoder = Base64.getMimeEncoder();
      int length;
      while ((length = in.readNBytes(line, 0, line.length)) > 0) {
        out.write(encoder.encode(length == line.length ? line : Arrays.copyOf(line, length)));
        ascii("\r\n", out);
      }
    }
  }

  /** RFC 2231 sections 3 and 4: in pieces that fit a line, the plain form where it is enough. */
  static String fileNameParameter(String name) {
    boolean plain = name.length() <= 60 && name.chars().allMatch(c -> c >= ' ' && c < 127);
    if (plain) {
      return "; filename=\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
    StringBuilder out = new StringBuilder();
    StringBuilder piece = new StringBuilder("utf-8''");
    int number = 0;
    for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xff);
      boolean safe = c < 127 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
      piece.append(safe ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
      if (piece.length() > 50) {
        out.append("; filename*").append(number++).append("*=").append(piece);
        piece.setLength(0);
      }
    }
    if (number == 0) {
      return "; filename*=" + piece;
    }
    return piece.isEmpty() ? out.toString() : out + "; filename*" + number + "*=" + piece;
  }

  /** One line end, whatever the text had; a text ends with one. */
  private static String lines(String text) {
    String unix = text.replace("\r\n", "\n").replace('\r', '\n');
    return unix.endsWith("\n") ? unix : unix + "\n";
  }

  private static String token(String mediaType) {
    if (!mediaType.matches("[A-Za-z0-9!#$&^_.+-]+(/[A-Za-z0-9!#$&^_.+-]+)?")) {
      throw new IllegalArgumentException("not a media type");
    }
    return mediaType;
  }

  private static void field(String name, String value, OutputStream out) throws IOException {
    HeaderField.of(name, value).writeTo(out);
  }

  private static void endHeader(OutputStream out) throws IOException {
    ascii("\r\n", out);
  }

  private static void ascii(String text, OutputStream out) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
  }
}
