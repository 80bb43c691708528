package io.postern.conversation;

import io.postern.mime.HeaderField;
import io.postern.mime.HeaderSection;
import io.postern.seal.KeyService;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The mark by which an organisation's own mail server knows a message that came through this
 * gateway (SPEC 7.5): {@code X-Postern-Transport}, HMAC-SHA-256 over the Message-ID under a key of
 * that organisation, base64url without padding. Whoever has the key can check it; nobody else can
 * make one. Thread-safe.
 */
public final class TransportMark {
  /** The header it stands in; taken away from whatever comes in (SPEC 3.4). */
  public static final String HEADER = "X-Postern-Transport";

  private static final String PURPOSE = "transport mark";
  private static final String ALGORITHM = "HmacSHA256";

  private final KeyService keys;

  public TransportMark(KeyService keys) {
    this.keys = keys;
  }

  /**
   * The organisation's key, 32 octets. Not kept anywhere: made from the deployment's keys again
   * whenever it is asked for.
   *
   * @param organisation public id of the one whose server it is
   */
  public byte[] key(String organisation) {
    return keys.digest(PURPOSE, organisation.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The mark.
   *
   * @param messageId as it stands in its field, angle brackets included
   */
  public String of(String organisation, String messageId) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key(organisation), ALGORITHM));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(mac.doFinal(messageId.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Whether a mark is the right one. */
  public boolean holds(String organisation, String messageId, String mark) {
    return MessageDigest.isEqual(
        of(organisation, messageId).getBytes(StandardCharsets.UTF_8),
        mark.strip().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The fields to put before a message with this header on its way to the organisation: the mark,
   * and where the message has no Message-ID the one it is made over, because a mark over nothing
   * could be moved to any other message that has none.
   *
   * @param otherwise the Message-ID to give it then
   */
  public List<HeaderField> fields(String organisation, HeaderSection header, String otherwise) {
    String own = header.first("Message-ID").map(HeaderField::unfolded).orElse("").strip();
    return own.isEmpty()
        ? List.of(
            HeaderField.of(HEADER, of(organisation, otherwise)),
            HeaderField.of("Message-ID", otherwise))
        : List.of(HeaderField.of(HEADER, of(organisation, own)));
  }
}
