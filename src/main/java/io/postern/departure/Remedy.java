package io.postern.departure;

import io.postern.mime.PartTree;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What makes one part fit.
 *
 * @param fold its header has a line that must be folded
 * @param label the new value of its Content-Transfer-Encoding, or null to leave it
 * @param body what becomes of its body
 */
record Remedy(boolean fold, @Nullable String label, Body body) {

  /** What becomes of a body. */
  sealed interface Body {
    /** It stays; of a multipart, its children have remedies of their own. */
    record Stays() implements Body {}

    /**
     * It is decoded and encoded anew.
     *
     * @param base64 or else quoted-printable
     * @param size octets it has then
     */
    record Anew(boolean base64, long size) implements Body {}

    /** An attached message whose own parts have remedies. */
    record Inside(PartTree tree, Map<String, Remedy> remedies) implements Body {}
  }

  static final Body STAYS = new Body.Stays();

  boolean changesHeader() {
    return fold || label != null;
  }
}
