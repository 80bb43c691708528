package io.postern.submission;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Text inside a response. */
final class SaslText {
  private static final int LONGEST_LOGIN = 255;

  private SaslText() {}

  /** A login: strict UTF-8 of at most 255 octets without control characters, or null. */
  static @Nullable String login(byte[] bytes, int from, int to) {
    return to - from > LONGEST_LOGIN ? null : text(bytes, from, to);
  }

  /** Strict UTF-8 without control characters, or null. */
  static @Nullable String text(byte[] bytes, int from, int to) {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, from, to - from))
              .toString();
      return text.chars().anyMatch(Character::isISOControl) ? null : text;
    } catch (CharacterCodingException notText) {
      return null;
    }
  }
}
