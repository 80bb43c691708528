package io.postern.mime;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where one part of a message lies, and what its header says it is. Offsets are octets from the
 * start of the stored message.
 *
 * @param id path from the root, which is {@code 1}; its second child is {@code 1.2}
 * @param mediaType type and subtype in lower case; the default where none was readable
 * @param parameters of Content-Type, names in lower case, RFC 2231 decoded
 * @param fileName as the sender wrote it, decoded but not cleaned; null when there is none
 * @param contentId without angle brackets; null when there is none
 * @param headerStart first octet of the part's header section
 * @param bodyStart first octet of the body
 * @param bodyEnd the octet after the body: the line end before a boundary is not in it
 * @param decodedSize octets after transfer decoding; of a multipart those between its ends
 * @param checkpoints base64 leaves only, see {@link Base64Body}: for each full MiB of decoded
 *     octets the offset where decoding can start again
 * @param children of a multipart; an attached message is a leaf
 */
public record Part(
    String id,
    String mediaType,
    Map<String, String> parameters,
    Disposition disposition,
    @Nullable String fileName,
    @Nullable String contentId,
    TransferEncoding encoding,
    long headerStart,
    long bodyStart,
    long bodyEnd,
    long decodedSize,
    List<Long> checkpoints,
    List<Part> children) {

  /** RFC 2183; an unknown one is an attachment (section 2.8). */
  public enum Disposition {
    NONE,
    INLINE,
    ATTACHMENT
  }

  /** RFC 2045 section 6. */
  public enum TransferEncoding {
    /** 7bit, 8bit, binary. */
    IDENTITY,
    BASE64,
    QUOTED_PRINTABLE,
    /** One nobody knows; the octets are offered as they are. */
    UNKNOWN
  }

  public Part {
    parameters = Map.copyOf(parameters);
    checkpoints = List.copyOf(checkpoints);
    children = List.copyOf(children);
  }

  public boolean isMultipart() {
    return mediaType.startsWith("multipart/");
  }

  public boolean isText() {
    return mediaType.startsWith("text/");
  }

  /** An attached message (RFC 2046 section 5.2.1, RFC 6532 section 3.7). */
  public boolean isMessage() {
    return mediaType.equals("message/rfc822") || mediaType.equals("message/global");
  }

  /** The file name made fit to be offered, as {@link MessageReader.Attachment} has it. */
  public String cleanName() {
    return FileNames.clean(fileName, mediaType);
  }
}
