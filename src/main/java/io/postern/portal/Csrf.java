package io.postern.portal;

import io.postern.conversation.SessionSecret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The token in every form (SPEC 8.8): a MAC over a fixed word under the session's secret. Whoever
 * cannot read the cookie cannot make it, and it says nothing about the cookie. Nothing is stored,
 * and a form of an ended or another session is refused.
 */
public final class Csrf {
  private Csrf() {}

  /** The hidden field's name. */
  public static final String FIELD = "csrf";

  public static String token(SessionSecret session) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(
          new SecretKeySpec(session.cookie().getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
      byte[] tag = mac.doFinal("postern form 1".getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(tag);
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError("every JDK has HmacSHA256", impossible);
    }
  }

  /** Compares in constant time. */
  public static boolean holds(SessionSecret session, @Nullable String given) {
    return given != null
        && MessageDigest.isEqual(
            token(session).getBytes(StandardCharsets.US_ASCII),
            given.getBytes(StandardCharsets.UTF_8));
  }
}
