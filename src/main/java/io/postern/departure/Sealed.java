package io.postern.departure;

import io.postern.mime.Part;
import java.util.Set;

/**
 * Whether a message is signed or encrypted by its sender, S/MIME or OpenPGP (RFC 1847, RFC 8551,
 * RFC 3156): it is never changed then (SPEC 7.7, 10.2). A mailing list's footer beside the signed
 * part makes no difference.
 */
final class Sealed {
  private static final Set<String> TYPES =
      Set.of(
          "multipart/signed",
          "multipart/encrypted",
          "application/pkcs7-mime",
          "application/x-pkcs7-mime");

  private Sealed() {}

  static boolean byItsSender(Part part) {
    return TYPES.contains(part.mediaType())
        || part.children().stream().anyMatch(Sealed::byItsSender);
  }
}
