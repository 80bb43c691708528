package io.postern.submission;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.postern.directory.SmtpCredential;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * SCRAM-SHA-256 (RFC 5802, RFC 7677), the server's side. The secret never travels, and the client
 * learns whether we know it too.
 *
 * <p>A login nobody has gets a salt and runs to the end, where it fails like a wrong secret.
 * Without channel binding: {@code y} is fine, since we do not offer {@code -PLUS}; {@code p=} is
 * not.
 */
final class ScramExchange implements SaslExchange {
  private final Authenticator authenticator;
  private final InetAddress client;
  private final String serverNonce;

  private @Nullable Opened opened;
  private @Nullable SmtpCredential proven;

  /** What both sides have said when the client's proof is awaited. */
  private record Opened(
      String login, Authenticator.Found found, String gs2, String nonce, String saidSoFar) {}

  /**
   * @param serverNonce printable ASCII without comma, fresh
   */
  ScramExchange(Authenticator authenticator, InetAddress client, String serverNonce) {
    this.authenticator = authenticator;
    this.client = client;
    this.serverNonce = serverNonce;
  }

  @Override
  public byte[] firstChallenge() {
    return new byte[0];
  }

  @Override
  public Step answer(byte[] response) {
    if (proven != null) {
      // Our signature travelled as a challenge; the client acknowledges it with nothing.
      return response.length == 0 ? new Step.Proven(proven) : new Step.Malformed();
    }
    String text = printable(response);
    if (text == null) {
      return new Step.Malformed();
    }
    return opened == null ? first(text) : last(opened, text);
  }

  /** {@code n,,n=user,r=nonce} (RFC 5802 section 7, client-first-message). */
  private Step first(String text) {
    String[] parts = text.split(",", -1);
    if (parts.length < 4
        || !(parts[0].equals("n") || parts[0].equals("y"))
        || !parts[2].startsWith("n=")
        || !parts[3].startsWith("r=")
        || parts[3].length() < 3) {
      return new Step.Malformed();
    }
    String login = saslName(parts[2].substring(2));
    String actAs = parts[1].isEmpty() ? login : actAs(parts[1]);
    if (login == null || login.isEmpty() || login.length() > 255 || actAs == null) {
      return new Step.Malformed();
    }
    if (authenticator.triedTooOften(client, login)) {
      return new Step.TooMany();
    }
    Authenticator.Found found = authenticator.find(login, actAs.equals(login));
    String nonce = parts[3].substring(2) + serverNonce;
    String serverFirst =
        "r="
            + nonce
            + ",s="
            + Base64.getEncoder().encodeToString(found.credential().salt())
            + ",i="
            + found.credential().iterations();
    String gs2 = parts[0] + "," + parts[1] + ",";
    String bare = text.substring(gs2.length());
    opened = new Opened(login, found, gs2, nonce, bare + "," + serverFirst);
    return new Step.Challenge(serverFirst.getBytes(UTF_8));
  }

  /** {@code c=biws,r=nonce,p=proof} (client-final-message). */
  private Step last(Opened opened, String text) {
    int comma = text.lastIndexOf(",p=");
    if (comma < 0) {
      return new Step.Malformed();
    }
    String withoutProof = text.substring(0, comma);
    byte[] proof;
    try {
      proof = Base64.getDecoder().decode(text.substring(comma + 3));
    } catch (IllegalArgumentException notBase64) {
      return new Step.Malformed();
    }
    String binding = Base64.getEncoder().encodeToString(opened.gs2().getBytes(UTF_8));
    if (!withoutProof.equals("c=" + binding + ",r=" + opened.nonce()) || proof.length != 32) {
      return new Step.Malformed();
    }
    byte[] said = (opened.saidSoFar() + "," + withoutProof).getBytes(UTF_8);
    SmtpCredential credential = opened.found().credential();
    byte[] clientKey = hmac(credential.storedKey(), said);
    for (int i = 0; i < clientKey.length; i++) {
      clientKey[i] ^= proof[i];
    }
    boolean knows = MessageDigest.isEqual(sha256(clientKey), credential.storedKey());
    if (!authenticator.verdict(client, opened.login(), opened.found(), knows)) {
      return new Step.Denied();
    }
    proven = credential;
    String signature = Base64.getEncoder().encodeToString(hmac(credential.serverKey(), said));
    return new Step.Challenge(("v=" + signature).getBytes(UTF_8));
  }

  private static @Nullable String actAs(String part) {
    return part.startsWith("a=") ? saslName(part.substring(2)) : null;
  }

  /**
   * Undoes {@code =2C} and {@code =3D}; any other equals sign is an error (RFC 5802 section 5.1).
   */
  private static @Nullable String saslName(String text) {
    String rest = text.replace("=2C", "").replace("=3D", "");
    return rest.indexOf('=') >= 0 ? null : text.replace("=2C", ",").replace("=3D", "=");
  }

  private static @Nullable String printable(byte[] response) {
    // Two names and two nonces: generous, and still nothing to fill memory with.
    return response.length > 2048 ? null : SaslText.text(response, 0, response.length);
  }

  private static byte[] hmac(byte[] key, byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has HmacSHA256", impossible);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
