package io.postern.conversation;

import io.postern.mime.HeaderField;
import io.postern.mime.HeaderSection;
import io.postern.seal.KeyService;
import io.postern.smtp.Mailbox;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The mark that tells us we sent this message to this recipient before (SPEC 3.4): a keyed hash, so
 * that it tells nobody else anything, a Bcc address least of all.
 */
public final class LoopMarker {
  /** The header it stands in; the one {@code X-Postern-} header that stays. */
  public static final String HEADER = "X-Postern-Loop";

  /** So many, whoever they were for, are a loop. */
  public static final int MOST = 10;

  private final KeyService keys;

  public LoopMarker(KeyService keys) {
    this.keys = keys;
  }

  /** The mark for a recipient. */
  public String of(Mailbox recipient) {
    byte[] digest = keys.digest("loop marker", recipient.key().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(Arrays.copyOf(digest, 16));
  }

  /** The marks a message bears. */
  public List<String> in(HeaderSection header) {
    return header.all(HEADER).stream().map(HeaderField::unfolded).map(String::strip).toList();
  }

  /** The field to put before a message on its way to the recipient. */
  public HeaderField field(Mailbox recipient) {
    return HeaderField.of(HEADER, of(recipient));
  }
}
