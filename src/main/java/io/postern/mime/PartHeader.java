package io.postern.mime;

import io.postern.mime.Part.Disposition;
import io.postern.mime.Part.TransferEncoding;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the header section of a part says about its body. */
record PartHeader(
    String mediaType,
    Map<String, String> parameters,
    Disposition disposition,
    @Nullable String fileName,
    @Nullable String contentId,
    TransferEncoding encoding) {

  /**
   * @param defaultType what a part without Content-Type is: text/plain, message/rfc822 in a digest
   */
  static PartHeader of(HeaderSection section, String defaultType) {
    Parameterized type = field(section, "Content-Type");
    Parameterized disposition = field(section, "Content-Disposition");
    String fileName = disposition.parameter("filename");
    if (fileName == null) {
      fileName = type.parameter("name");
    }
    return new PartHeader(
        type.value().isEmpty() ? defaultType : mediaType(type.value()),
        type.parameters(),
        switch (disposition.value()) {
          case "" -> Disposition.NONE;
          case "inline" -> Disposition.INLINE;
          default -> Disposition.ATTACHMENT;
        },
        fileName == null || fileName.isBlank() ? null : HeaderText.decode(fileName),
        contentId(section),
        switch (field(section, "Content-Transfer-Encoding").value()) {
          case "", "7bit", "8bit", "binary", "7-bit", "8-bit" -> TransferEncoding.IDENTITY;
          case "base64" -> TransferEncoding.BASE64;
          case "quoted-printable" -> TransferEncoding.QUOTED_PRINTABLE;
          default -> TransferEncoding.UNKNOWN;
        });
  }

  private static Parameterized field(HeaderSection section, String name) {
    return section
        .first(name)
        .map(field -> Parameterized.parse(field.unfolded()))
        .orElse(new Parameterized("", Map.of()));
  }

  /** RFC 2045 section 5.2: what is no type is read as text; old mailers write just "text". */
  private static String mediaType(String value) {
    int slash = value.indexOf('/');
    boolean readable =
        slash > 0
            && slash < value.length() - 1
            && value.length() <= 255
            && value.chars().allMatch(c -> c > ' ' && c < 127 && "()<>@,;:\\\"[]?=".indexOf(c) < 0);
    if (readable) {
      return value;
    }
    return value.equals("text") ? "text/plain" : "application/octet-stream";
  }

  private static @Nullable String contentId(HeaderSection section) {
    String value = section.first("Content-ID").map(HeaderField::unfolded).orElse("");
    int open = value.indexOf('<');
    int close = value.indexOf('>', open + 1);
    String id = open >= 0 && close > 0 ? value.substring(open + 1, close) : value;
    return id.isBlank() ? null : id.strip();
  }
}
