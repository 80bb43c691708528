package io.postern.conversation;

import io.postern.policy.AccessCode;
import io.postern.policy.PhoneNumber;
import io.postern.policy.Right;
import io.postern.seal.KeyGone;
import io.postern.seal.KeyService;
import io.postern.seal.SecretBox;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * Rights given in control headers, until their copies are decided: each sealed under a key of the
 * message that opens only with the hour's queue key. One HPKE for a message with 500 of them.
 */
public final class GivenRights {
  private static final int SECRET = 32;

  private final KeyService keys;

  public GivenRights(KeyService keys) {
    this.keys = keys;
  }

  /** The rights key of one message while it is taken in. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Sealing(byte[] secret, KeyService.Queued sealed) {
    /** Seals the right of one copy. */
    public byte[] seal(Right right, String copyId) {
      String text =
          switch (right) {
            case Right.Sms(PhoneNumber number) -> "s" + number.e164();
            case Right.Code(AccessCode code) -> "c" + code.reveal();
          };
      return SecretBox.seal(secret, text.getBytes(StandardCharsets.UTF_8), Slots.right(copyId));
    }

    @Override
    public String toString() {
      return "(rights key)";
    }
  }

  public Sealing begin(String messageId, SecureRandom random) {
    byte[] secret = new byte[SECRET];
    random.nextBytes(secret);
    return new Sealing(secret, keys.sealForQueue(secret, Slots.right(messageId)));
  }

  /**
   * The right given for a copy, or null when none was or it was used up.
   *
   * @throws KeyGone when the hour's key was destroyed
   */
  public @Nullable Right open(MessageRow message, CopyRow copy) throws KeyGone {
    byte[] sealed = copy.rightSealed();
    byte[] key = message.rightsKey();
    String keyId = message.rightsKeyId();
    if (sealed == null || key == null || keyId == null) {
      return null;
    }
    byte[] secret =
        keys.openFromQueue(new KeyService.Queued(keyId, key), Slots.right(message.publicId()));
    String text =
        new String(
            SecretBox.open(secret, sealed, Slots.right(copy.publicId()))
                .orElseThrow(() -> new IllegalStateException("a right of another message")),
            StandardCharsets.UTF_8);
    return text.startsWith("s")
        ? new Right.Sms(new PhoneNumber(text.substring(1)))
        : new Right.Code(new AccessCode(text.substring(1)));
  }
}
